/** An object of declared data that names a file: `{file: load.csv}`, and what else stands in it. */
interface FileObject {
  readonly file: string;
  readonly others: Readonly<Record<string, unknown>>;
}

/**
 * The same data, with what `read` gives in the place of each object that names a file, within these fields; undefined: it stays as
 * it is.
 */
export function withFiles(
  data: unknown,
  places: readonly string[],
  read: (named: FileObject) => unknown,
  within = false,
): unknown {
  if (Array.isArray(data)) return data.map((item) => withFiles(item, places, read, within));
  if (typeof data !== 'object' || data === null) return data;
  const { file, ...others } = data as Readonly<Record<string, unknown>>;
  const content = within && typeof file === 'string' ? read({ file, others }) : undefined;
  if (content !== undefined) return content;
  const entries = Object.entries(data).map(([name, value]) => [
    name,
    withFiles(value, places, read, within || places.includes(name)),
  ]);
  return Object.fromEntries(entries);
}
