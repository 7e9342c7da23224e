import { type ApiRequest, type ApiResponse, messageOf } from '../../apimachinery/index.ts';
import type { Store } from '../../store/index.ts';
import { textResponse } from '../respond/responses.ts';
import { type Check, type Checks, healthEndpoints } from './health-checks.ts';

/**
 * Answers `/healthz`, `/livez` and `/readyz`, with `?verbose` and `?exclude=CHECK`, and each check by itself; undefined
 * for other paths. Mirrors kubernetes apiserver pkg/server/healthz.
 */
export async function serveHealth(
  { path, query }: ApiRequest,
  store: Store,
): Promise<ApiResponse | undefined> {
  const [, endpoint = '', ...rest] = path.split('/');
  const checks = healthEndpoints.get(endpoint);
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

/** Why a check fails; undefined when it passes. */
export async function problemOf(check: Check, store: Store): Promise<string | undefined> {
  try {
    await check(store);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
