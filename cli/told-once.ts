/** More different ones than this are not told: something breaks anew each time. */
const toldMax = 100;

/** Writes each error on standard error the first time it comes. */
export function toldOnce(): (error: unknown) => void {
  const told = new Set<string>();
  return (error) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (told.has(text) || told.size >= toldMax) return;
    told.add(text);
    console.error(`homeostat: an internal error, which goes on: ${text}`);
  };
}
