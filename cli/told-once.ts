/** More different ones than this are not told: something breaks again each time. */
const toldMax = 100;

/** Writes each error, on standard error if nowhere else, the first time it comes. */
export function toldOnce(write: (line: string) => void = console.error): (error: unknown) => void {
  const told = new Set<string>();
  return (error) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (told.has(text) || told.size >= toldMax) return;
    told.add(text);
    write(`homeostat: an internal error; the cluster goes on: ${text}`);
  };
}
