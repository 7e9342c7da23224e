// Taken before any tripwire is set: this looks on from outside, where time stands still.
const { setImmediate } = globalThis;

/** So long promises that need no time to pass are given to settle: they do within the first. */
const macrotasksMax = 3;

/**
 * The promise of something that was begun while time stands still. It rejects when it waits for time to pass and nobody
 * lets it: whoever awaits it would wait for ever.
 */
export function unlessTimeStandsStill<T>(
  promise: Promise<T>,
  hasMoved: () => boolean,
  what: string,
): Promise<T> {
  const error = new Error(
    `${what}: nobody lets time pass, so that no answer can come. Call it in the world: ` +
      'await control.complete(() => ...), or begin it and let time pass before you await it.',
  );
  return new Promise((resolve, reject) => {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    promise.then(resolve, reject).finally(settle);
    let macrotasks = 0;
    const look = (): void => {
      if (settled || hasMoved()) return;
      if (++macrotasks > macrotasksMax) reject(error);
      else setImmediate(look);
    };
    setImmediate(look);
  });
}
