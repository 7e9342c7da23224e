import { expect, test } from 'vitest';
import { openApi, type TestApi } from '../../apiserver/testing/open-api.ts';
import { type GrowthRow, growthRows, type SizedRequest } from './growth-rows.ts';

/** From here on a time says something. */
const timeMsMin = 20;
/** Twice, and a bit for larger tables and colder caches; what is quadratic takes four times as long. */
const ratioMax = 2.6;
/** The largest body there is. */
const bytesMax = 3 * 1024 * 1024;
const sizeMin = 4000;
/** A machine has other things to do: so often a ratio may be too large. */
const attemptsMax = 4;

test.each(growthRows)('twice as much takes about twice as long: $name', { timeout: 0 }, async (row) => {
  let [n, timeMs] = await measurableSize(row);
  let ratio = 0;
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const doubled = await bestTimeMs(row, 2 * n);
    if (timeMs < timeMsMin || doubled === undefined) return;
    ratio = doubled / timeMs;
    if (ratio <= ratioMax) return;
    if (attempt % 2 === 0) n *= 2;
    timeMs = (await bestTimeMs(row, n)) ?? 0;
  }
  expect(ratio).toBeLessThanOrEqual(ratioMax);
});

/** The first size that takes a while, or the largest that a body has room for. */
async function measurableSize(row: GrowthRow): Promise<[n: number, timeMs: number]> {
  for (let n = sizeMin; ; n *= 2) {
    const timeMs = await bestTimeMs(row, n);
    if (timeMs === undefined) return [n, 0];
    if (timeMs >= timeMsMin) return [n, (await bestTimeMs(row, n)) ?? 0];
  }
}

/** The least of several times, so that what else happens does not count; undefined beyond the largest body. */
async function bestTimeMs(row: GrowthRow, n: number): Promise<number | undefined> {
  const [before, request] = [row.before?.(n), row.request(n)];
  if (Math.max(sizeOf(before), sizeOf(request)) > bytesMax) return undefined;
  const api = before === undefined ? await sharedApi : await openApi();
  if (before !== undefined) await send(api, before);
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3 && (run === 0 || best >= timeMsMin); run++) {
    const start = process.cpuUsage();
    await send(api, request);
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

/** For requests that leave nothing behind. */
const sharedApi = openApi();

function sizeOf({ path = '', query = {}, headers = {}, body = '' }: SizedRequest = {}): number {
  return [path, body, ...Object.values(query), ...Object.values(headers)].join('').length;
}

async function send(api: TestApi, { body, ...request }: SizedRequest): Promise<void> {
  const asked = { method: 'GET' as const, path: '/', query: {}, headers: {}, ...request, user };
  const bytes = body === undefined ? {} : { body: Buffer.from(body) };
  const response = await api.simulation.complete(() => api.server.handle({ ...asked, ...bytes }));
  if (response.body.type === 'object') response.body.text();
}

const user = { name: 'tester', groups: [] };
