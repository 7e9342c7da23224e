import { goQuote, messageOf } from '../../apimachinery/index.ts';
import { type HttpHandler, type HttpRequest, notFoundAnswer, textAnswer } from './http-handler.ts';

/** Throws, or rejects, with what is wrong. */
export type HealthCheck = (request: HttpRequest) => void | Promise<void>;

/** Nothing is ever wrong. */
export const ping: HealthCheck = () => {};

/**
 * Answers at `base` whether all checks pass, and at `base/NAME` whether one does. `?verbose` names them, `?exclude=NAME` leaves
 * one out. Without checks there is `ping`. Mirrors controller-runtime pkg/healthz (Handler).
 */
export function healthHandler(base: string, checks: ReadonlyMap<string, HealthCheck>): HttpHandler {
  const known = checks.size === 0 ? new Map([['ping', ping]]) : checks;
  return async (request) => {
    const name = request.path.slice(base.length).replace(/^\/+|\/+$/g, '');
    if (name === '') return answerAll(known, request);
    const check = known.get(name);
    if (check === undefined) return notFoundAnswer;
    const problem = await problemOf(check, request);
    if (problem === undefined) return textAnswer(200, 'ok');
    return textAnswer(500, `internal server error: ${problem}\n`);
  };
}

async function answerAll(checks: ReadonlyMap<string, HealthCheck>, request: HttpRequest) {
  const excluded = new Set(request.query.getAll('exclude'));
  const lines: string[] = [];
  let failed = false;
  for (const [name, check] of [...checks].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (excluded.delete(name)) {
      lines.push(`[+]${name} excluded: ok`);
      continue;
    }
    const isWell = (await problemOf(check, request)) === undefined;
    lines.push(isWell ? `[+]${name} ok` : `[-]${name} failed: reason withheld`);
    failed ||= !isWell;
  }
  if (!failed && !request.query.has('verbose')) return healthAnswer(200, 'ok');
  if (excluded.size > 0) {
    const names = [...excluded].map(goQuote).join(',');
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names}`);
  }
  lines.push(`healthz check ${failed ? 'failed' : 'passed'}\n`);
  return healthAnswer(failed ? 500 : 200, lines.join('\n'));
}

function healthAnswer(status: number, body: string) {
  const answer = textAnswer(status, body);
  return { ...answer, headers: { ...answer.headers, 'x-content-type-options': 'nosniff' } };
}

async function problemOf(check: HealthCheck, request: HttpRequest): Promise<string | undefined> {
  try {
    await check(request);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
