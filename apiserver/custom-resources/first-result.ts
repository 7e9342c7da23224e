import { JsonPath, JsonPathError, type KubeObject } from '../../apimachinery/index.ts';

/**
 * Finds the first value at a path of a definition (`.spec.replicas`), undefined where there is none. Undefined for a path
 * that cannot be read.
 */
export function firstResult(
  jsonPath: string,
): ((object: KubeObject) => { readonly value: unknown } | undefined) | undefined {
  const path = orUndefined(() => new JsonPath(`{${jsonPath}}`, { allowMissingKeys: true }));
  if (path === undefined) return undefined;
  return (object) => {
    const [results = []] = orUndefined(() => path.find(object)) ?? [];
    return results.length === 0 ? undefined : { value: results[0] };
  };
}

function orUndefined<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof JsonPathError) return undefined;
    throw error;
  }
}
