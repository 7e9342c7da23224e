import { badRequest, goQuote, tooLargeResourceVersion } from '../../apimachinery/index.ts';
import type { ServerContext } from '../request-context.ts';

/** Mirrors kubernetes apiserver pkg/storage/cacher (blockTimeout). */
const freshnessWaitMs = 3_000;

/** A resourceVersion parameter: undefined where it is unset, 0 for "any". Throws BadRequest for what is no number. */
export function parseResourceVersion(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^[0-9]{1,15}$/.test(text)) {
    const says = `strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`;
    throw badRequest(`invalid resource version: resourceVersion: Invalid value: ${goQuote(text)}: ${says}`);
  }
  return Number(text);
}

/**
 * Waits until the watch cache is as new as the version asks: all that was acknowledged for undefined, nothing for 0,
 * N for N. Throws a Timeout with the cause ResourceVersionTooLarge if N does not come.
 */
export async function waitForVersion(server: ServerContext, version: number | undefined): Promise<void> {
  if (version === 0) return;
  const { cacher, environment } = server;
  const wait = version === undefined ? cacher.waitUntilFresh() : cacher.waitFor(version);
  if (wait === undefined) return;
  if (version === undefined) return wait;
  await new Promise<void>((resolve, reject) => {
    const timer = environment.clock.setTimer(freshnessWaitMs, () => {
      reject(tooLargeResourceVersion(version, cacher.revision));
    });
    void wait.then(() => {
      timer.cancel();
      resolve();
    });
  });
}
