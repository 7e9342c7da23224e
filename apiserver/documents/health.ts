import { type ApiRequest, type ApiResponse, messageOf } from '../../apimachinery/index.ts';
import type { Store } from '../../store/index.ts';
import { textResponse } from '../respond/responses.ts';

type Check = (store: Store) => unknown;

type Checks = ReadonlyMap<string, Check>;

/** By the names Kubernetes has for them. */
const liveChecks: Checks = new Map<string, Check>([
  ['ping', () => undefined],
  // Asks for a key, as upstream does: a store that failed or is closed rejects.
  ['etcd', (store) => store.get('/registry/health')],
]);

/** Differs: upstream asks for the key only; here a store that takes no writes is not ready either. */
const readyChecks: Checks = new Map<string, Check>([
  ...liveChecks,
  [
    'etcd-readiness',
    async (store) => {
      const { alarm } = await store.status();
      if (alarm !== undefined) throw alarm;
      return store.get('/registry/health');
    },
  ],
]);

const endpoints: ReadonlyMap<string, Checks> = new Map([
  ['healthz', liveChecks],
  ['livez', liveChecks],
  ['readyz', readyChecks],
]);

/**
 * Answers `/healthz`, `/livez` and `/readyz`, with `?verbose` and `?exclude=CHECK`, and each check by itself; undefined
 * for other paths. Mirrors kubernetes apiserver pkg/server/healthz.
 */
export async function serveHealth(
  { path, query }: ApiRequest,
  store: Store,
): Promise<ApiResponse | undefined> {
  const [, endpoint = '', ...rest] = path.split('/');
  const checks = endpoints.get(endpoint);
  if (checks === undefined) return undefined;
  const name = rest.join('/');
  if (name === '') return answerAll(endpoint, checks, query, store);
  const check = checks.get(name);
  if (check === undefined) return undefined;
  const problem = await problemOf(check, store);
  return problem === undefined
    ? textResponse('ok', 200, {})
    : textResponse(`internal server error: ${problem}\n`, 500);
}

async function answerAll(
  endpoint: string,
  checks: Checks,
  { verbose, exclude }: ApiRequest['query'],
  store: Store,
): Promise<ApiResponse> {
  let report = '';
  let failed = false;
  for (const [name, check] of checks) {
    if (name === exclude) {
      report += `[+]${name} excluded: ok\n`;
      continue;
    }
    const problem = await problemOf(check, store);
    if (problem !== undefined) failed = true;
    report += problem === undefined ? `[+]${name} ok\n` : `[-]${name} failed: reason withheld\n`;
  }
  if (exclude !== undefined && !checks.has(exclude)) {
    report += `warn: some health checks cannot be excluded: no matches for ${JSON.stringify(exclude)}\n`;
  }
  if (failed) return textResponse(`${report}${endpoint} check failed\n`, 500);
  return textResponse(verbose === undefined ? 'ok' : `${report}${endpoint} check passed\n`);
}

async function problemOf(check: Check, store: Store): Promise<string | undefined> {
  try {
    await check(store);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
