import { expect, test } from 'vitest';
import { jsonText } from '../../apimachinery/index.ts';
import { openApi, type TestApi } from '../../apiserver/testing/open-api.ts';
import type { GrowthRow, SizedRequest } from './growth-row.ts';
import { growthRows } from './growth-rows.ts';

/** From here on a time says something. */
const timeMsMin = 20;
/** For each doubling: twice, and a bit for larger tables, colder caches and garbage; what is quadratic takes four times as long. */
const ratioMax = 3.3;
/** So often a size is doubled: what grows faster than it may be hidden at first by what does not. */
const doublingsMax = 2;
/** The largest body there is. */
const bytesMax = 3 * 1024 * 1024;
const sizeMin = 4000;
/** A machine has other things to do: so often a ratio may be too large. */
const attemptsMax = 20;

test.each(growthRows)('twice as much takes about twice as long: $name', { timeout: 0 }, async (row) => {
  const n = await measurableSize(row);
  if (n === undefined) return;
  let perDoubling = 0;
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    perDoubling = await growth(row, n);
    if (perDoubling <= ratioMax) return;
  }
  expect(perDoubling).toBeLessThanOrEqual(ratioMax);
});

/** How many times longer each doubling takes, on the average of all that bodies have room for. */
async function growth(row: GrowthRow, n: number): Promise<number> {
  const timeMs = (await bestTimeMs(row, n)) ?? 0;
  for (let doublings = doublingsMax; doublings > 0; doublings--) {
    const longer = await bestTimeMs(row, n * 2 ** doublings);
    if (longer !== undefined) return (longer / timeMs) ** (1 / doublings);
  }
  return 0;
}

/** The first size that takes a while; undefined where no body is that large. */
async function measurableSize(row: GrowthRow): Promise<number | undefined> {
  for (let n = sizeMin; ; n *= 2) {
    const timeMs = await bestTimeMs(row, n);
    if (timeMs === undefined) return undefined;
    if (timeMs >= timeMsMin) return n;
  }
}

/** The least of several times, so that what else happens does not count; undefined beyond the largest body. */
async function bestTimeMs(row: GrowthRow, n: number): Promise<number | undefined> {
  const [before, request] = [row.before?.(n), row.request(n)];
  if (Math.max(sizeOf(before), sizeOf(request)) > bytesMax) return undefined;
  const api = before === undefined ? await sharedApi : await openApi();
  if (before !== undefined) await send(api, before);
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 2 && (run === 0 || best >= timeMsMin); run++) {
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
  if (response.body.type === 'object') jsonText(response.body);
}

const user = { name: 'tester', groups: [] };
