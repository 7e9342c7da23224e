import { badRequest, fieldInvalid, invalid, tooLargeResourceVersion } from '../../apimachinery/index.ts';
import type { ServerContext } from '../request-context.ts';

/** Mirrors kubernetes apiserver pkg/storage/cacher (blockTimeout). */
const freshnessWaitMs = 3_000;

/** A resourceVersion parameter: undefined where it is unset, 0 for "any". Throws BadRequest for what is no number. */
export function parseResourceVersion(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^[0-9]{1,15}$/.test(text)) {
    throw badRequest(`invalid resource version ${JSON.stringify(text)}: must be a whole number`);
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

/** The query's resourceVersionMatch, checked. Mirrors kubernetes apimachinery (ValidateListOptions). */
export function checkListOptions(
  query: Readonly<Record<string, string>>,
  watching: boolean,
): 'Exact' | 'NotOlderThan' | undefined {
  const {
    resourceVersionMatch: match,
    resourceVersion = '',
    continue: token = '',
    sendInitialEvents,
  } = query;
  if (sendInitialEvents !== undefined) checkInitialEvents(query, watching);
  if (match === undefined || match === '') return undefined;
  if (watching && sendInitialEvents === undefined)
    throw forbiddenMatch(match, 'resourceVersionMatch is forbidden for watch');
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    throw listInvalid('resourceVersionMatch', match, 'supported values: "Exact", "NotOlderThan"');
  }
  if (watching) return match;
  if (resourceVersion === '')
    throw forbiddenMatch(match, 'resourceVersionMatch is forbidden unless resourceVersion is provided');
  if (token !== '')
    throw forbiddenMatch(match, 'resourceVersionMatch is forbidden when continue is provided');
  if (match === 'Exact' && resourceVersion === '0') {
    throw forbiddenMatch(match, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
  return match;
}

function checkInitialEvents(query: Readonly<Record<string, string>>, watching: boolean): void {
  if (!watching)
    throw listInvalid(
      'sendInitialEvents',
      query.sendInitialEvents,
      'sendInitialEvents is forbidden for list',
    );
  if (query.resourceVersionMatch !== 'NotOlderThan') {
    throw listInvalid(
      'resourceVersionMatch',
      query.resourceVersionMatch ?? '',
      'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
  }
}

function forbiddenMatch(value: string, detail: string) {
  void value;
  return listInvalid('resourceVersionMatch', undefined, detail);
}

function listInvalid(field: string, value: unknown, detail: string) {
  return invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [fieldInvalid(field, value, detail)]);
}
