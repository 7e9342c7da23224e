import { type FieldError, fieldTypeInvalid } from '../errors/field-errors.ts';

/** `spec.replicas in body must be of type integer: "string"`, where the value shown is the name of its type. */
export function wrongType(path: string, expected: string, value: unknown): FieldError {
  const actual = typeName(value);
  const says = `${path} in body must be of type ${expected}: "${actual}"`;
  // The root has no path, which Kubernetes writes `<nil>`.
  return fieldTypeInvalid(path === '' ? undefined : path, actual, says);
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'bigint' ? 'integer' : typeof value;
}
