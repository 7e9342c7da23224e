import { badRequest, goQuote, tooLargeResourceVersion } from '../../apimachinery/index.ts';
import type { ServerContext } from '../request-context.ts';
import { unclassified } from '../request-options.ts';

/** Mirrors kubernetes apiserver pkg/storage/cacher (blockTimeout). */
const freshnessWaitMs = 3_000;

/**
 * A resourceVersion parameter: undefined where it is unset, 0 for "any". What is no number is a BadRequest of a list,
 * and of a get or a watch an error Kubernetes has no reason for.
 */
export function parseResourceVersion(
  text: string | undefined,
  verb: 'get' | 'list' | 'watch',
): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (isVersion(text)) return Number(text);
  const says = `resourceVersion: Invalid value: ${goQuote(text)}: ${noVersion(text)}`;
  throw verb === 'list' ? badRequest(`invalid resource version: ${says}`) : unclassified(says);
}

/** Digits, and not more of them than a number here holds. */
export function isVersion(text: string): boolean {
  return /^[0-9]{1,15}$/.test(text);
}

/** What Go says of a text that is no version. */
export function noVersion(text: string): string {
  return `strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`;
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
