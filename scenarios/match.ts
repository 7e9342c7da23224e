/** Where an object differs from what was expected of it. */
export interface Mismatch {
  /** `status.readyReplicas`; '' for the whole. */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/**
 * What is expected holds if every field it names is there and equal; fields it does not name do not matter. Lists must
 * have as many items, each as expected at its place; lists of objects with a `name` or `type` are matched by it instead,
 * and may have more. Mirrors Chainsaw's assertion trees, without expressions.
 */
export function mismatches(expected: unknown, actual: unknown, path = ''): readonly Mismatch[] {
  if (Array.isArray(expected)) return listMismatches(expected, actual, path);
  if (typeof expected !== 'object' || expected === null) {
    return same(expected, actual) ? [] : [{ path, expected, actual }];
  }
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual))
    return [{ path, expected, actual }];
  return Object.entries(expected).flatMap(([field, value]) =>
    mismatches(
      value,
      (actual as Readonly<Record<string, unknown>>)[field],
      path === '' ? field : `${path}.${field}`,
    ),
  );
}

function same(expected: unknown, actual: unknown): boolean {
  // An absent number or flag is what Go would have left out: zero or false.
  if (actual === undefined)
    return expected === null || expected === 0 || expected === false || expected === '';
  return expected === actual;
}

function listMismatches(expected: readonly unknown[], actual: unknown, path: string): readonly Mismatch[] {
  if (!Array.isArray(actual))
    return expected.length === 0 && actual === undefined ? [] : [{ path, expected, actual }];
  const key = keyField(expected);
  if (key !== undefined) {
    return expected.flatMap((item) => {
      const value = (item as Readonly<Record<string, unknown>>)[key];
      const found = actual.find((one) => (one as Readonly<Record<string, unknown>>)?.[key] === value);
      return mismatches(item, found, `${path}[${key}=${value}]`);
    });
  }
  if (expected.length !== actual.length) return [{ path, expected, actual }];
  return expected.flatMap((item, at) => mismatches(item, actual[at], `${path}[${at}]`));
}

function keyField(items: readonly unknown[]): 'name' | 'type' | undefined {
  const has = (field: string) =>
    items.length > 0 &&
    items.every((item) => typeof (item as Readonly<Record<string, unknown>> | null)?.[field] === 'string');
  return has('name') ? 'name' : has('type') ? 'type' : undefined;
}

/** The mismatches as a diff: what was expected with `-`, what is there with `+`. */
export function formatMismatches(found: readonly Mismatch[]): string {
  return found
    .flatMap(({ path, expected, actual }) => [
      `  - ${path || '(object)'}: ${text(expected)}`,
      `  + ${path || '(object)'}: ${text(actual)}`,
    ])
    .join('\n');
}

function text(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
