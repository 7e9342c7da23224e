import { badRequest, goQuote, tooLargeResourceVersion, unclassified } from '../../apimachinery/index.ts';
import type { ServerContext } from '../request/request-context.ts';

/**
 * A resourceVersion parameter: undefined where it is unset, 0 for "any"; above 2^53 not exact, but beyond all revisions
 * in any case. What is no number of 64 bits is a BadRequest of a list, and of a get or a watch an error Kubernetes has
 * no reason for.
 */
export function parseResourceVersion(
  text: string | undefined,
  verb: 'get' | 'list' | 'watch',
): number | undefined {
  if (text === undefined || text === '') return undefined;
  const problem = versionProblem(text);
  if (problem === undefined) return Number(text);
  const says = `resourceVersion: Invalid value: ${goQuote(text)}: ${problem}`;
  throw verb === 'list' ? badRequest(`invalid resource version: ${says}`) : unclassified(says);
}

/** What Go says of a text that is no version: digits, and no more than 64 bits hold. Undefined for a version. */
export function versionProblem(text: string): string | undefined {
  const value = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  if (value <= 2 ** 53 || (value <= 2 ** 64 && BigInt(text) < 2n ** 64n)) return undefined;
  const says = Number.isNaN(value) ? 'invalid syntax' : 'value out of range';
  return `strconv.ParseUint: parsing ${goQuote(text)}: ${says}`;
}

/**
 * Waits until the watch cache is as new as the version asks: all that was acknowledged for undefined, nothing for 0,
 * N for N. Throws a Timeout with the cause ResourceVersionTooLarge, which tells of the version as it was given in `text`,
 * if that does not come in time.
 */
export async function waitForVersion(
  server: ServerContext,
  version: number | undefined,
  text: string | undefined,
): Promise<void> {
  const { cacher, store } = server;
  const reached = version === undefined ? cacher.catchesUp() : cacher.reaches(version);
  if (reached === true || (await reached)) return;
  throw tooLargeResourceVersion(text || (await store.currentRevision()), cacher.revision);
}
