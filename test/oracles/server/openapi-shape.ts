import { fnv1a64, goJson } from '../../../apimachinery/index.ts';

/** A hash of what a definition of OpenAPI says but for its descriptions, and of which kinds it is. */
export function shapeOf(definition: unknown): string {
  return fnv1a64(goJson(withoutDescriptions(definition))).toString(16);
}

function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (typeof value !== 'object' || value === null) return value;
  const isText = (name: string, part: unknown) => name === 'description' && typeof part === 'string';
  const kept = Object.entries(value).filter(
    ([name, part]) => !isText(name, part) && name !== 'x-kubernetes-group-version-kind',
  );
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutDescriptions(part)]));
}
