import { type FieldError, fieldTypeInvalid } from '../errors/field-errors.ts';

/** `spec.replicas in body must be of type integer: "string"`, where the value shown is the name of its type. */
export function wrongType(path: string, expected: string, value: unknown): FieldError {
  const actual = typeName(value);
  return fieldTypeInvalid(location(path), actual, `${path} in body must be of type ${expected}: "${actual}"`);
}

/**
 * A value that is not even of the type its format is for: Kubernetes names formats then, and shows that of the value,
 * which is none for most.
 */
export function wrongFormat(path: string, format: string, value: unknown): FieldError {
  const actual = typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : '';
  return fieldTypeInvalid(location(path), actual, `${path} in body must be of type ${format}: "${actual}"`);
}

/** The path of an error; none for the root, which Kubernetes writes `<nil>`. */
export function location(path: string): string | undefined {
  return path === '' ? undefined : path;
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
