import { expect, test } from 'vitest';
import type { ApiResponse, Transport } from '../../apimachinery/index.ts';
import { createManualEnvironment } from '../testing/manual-environment.ts';
import { TransportError } from '../transport-error.ts';
import { withFlowControl } from './flow-control.ts';
import { withRetries } from './retries.ts';
import { withTimeout } from './timeout.ts';
import { withWarnings } from './warnings.ts';

type Call = Parameters<Transport['request']>[0];

const read: Call = { method: 'GET', path: '/', query: {}, headers: {} };
const write: Call = { ...read, method: 'POST' };
const answer = (status: number, headers: Record<string, string> = {}): ApiResponse => ({
  status,
  headers,
  body: { type: 'bytes', bytes: '' },
});
const broken = (code?: string) =>
  new TransportError('broken', { definite: false, cause: Object.assign(new Error(), { code }) });

/** Answers in turn with these, the last one again and again; `sentMs` is when it was asked. */
function server(...answers: readonly (ApiResponse | Error)[]) {
  const environment = createManualEnvironment();
  const startMs = environment.clock.now();
  const sentMs: number[] = [];
  const transport: Transport = {
    async request() {
      const given = answers[Math.min(sentMs.length, answers.length - 1)];
      sentMs.push(environment.clock.now() - startMs);
      if (given === undefined || given instanceof Error) throw given;
      return given;
    },
  };
  return { environment, transport, sentMs };
}

test.each<[string, Call, readonly (ApiResponse | Error)[], readonly number[], unknown]>([
  ['a good answer', write, [answer(200)], [0], 200],
  ['429 with a time', write, [answer(429, { 'retry-after': '2' }), answer(201)], [0, 2_000], 201],
  ['503 with a time', read, [answer(503, { 'retry-after': '1' }), answer(200)], [0, 1_000], 200],
  ['429 without a time', read, [answer(429), answer(200)], [0], 429],
  ['404 with a time', read, [answer(404, { 'retry-after': '1' }), answer(200)], [0], 404],
  ['a time that is no number', read, [answer(429, { 'retry-after': 'soon' }), answer(200)], [0], 429],
  [
    'a time that is out of all range',
    read,
    [answer(429, { 'retry-after': '9'.repeat(400) }), answer(200)],
    [0],
    429,
  ],
  ['a connection that broke while reading', read, [broken('ECONNRESET'), answer(200)], [0, 1_000], 200],
  ['a connection that broke while writing', write, [broken('ECONNRESET'), answer(200)], [0], 'broken'],
  ['what is no broken connection', read, [broken('ENOTFOUND'), answer(200)], [0], 'broken'],
  [
    'ten failures',
    read,
    [answer(429, { 'retry-after': '1' })],
    Array.from({ length: 11 }, (_, at) => at * 1_000),
    429,
  ],
])('after %s it is asked again when that helps', async (_what, call, answers, wantMs, want) => {
  const { environment, transport, sentMs } = server(...answers);
  const asked = withRetries(transport, environment).request(call);
  const ended = asked.then(
    ({ status }) => status,
    (error: Error) => error.message,
  );
  await environment.advance(60_000);
  expect(await ended).toBe(want);
  expect(sentMs).toEqual(wantMs);
});

test('who waits to be asked again ends with the caller', async () => {
  const { environment, transport, sentMs } = server(answer(429, { 'retry-after': '10' }));
  const controller = new AbortController();
  const asked = withRetries(transport, environment).request({ ...read, signal: controller.signal });
  await environment.advance(1_000);
  controller.abort(new Error('no more'));
  await expect(asked).rejects.toThrow('no more');
  expect(sentMs).toEqual([0]);
});

test('requests beyond the burst wait for their turn', async () => {
  const { environment, transport, sentMs } = server(answer(200));
  const limited = withFlowControl(transport, environment, { qps: 5, burst: 2 });
  const all = Promise.all([1, 2, 3, 4].map(() => limited.request(read)));
  await environment.advance(10_000);
  await all;
  expect(sentMs).toEqual([0, 0, 200, 400]);
});

test('what is not answered in time is given up, and its request is ended; a watch is not', async () => {
  const environment = createManualEnvironment();
  const signals: (AbortSignal | undefined)[] = [];
  const silent: Transport = {
    request({ signal }) {
      signals.push(signal);
      return new Promise(() => {});
    },
  };
  const timed = withTimeout(silent, environment, 1_000);
  const asked = timed.request(read).catch((error: Error) => error.message);
  void timed.request({ ...read, query: { watch: 'true' } });
  await environment.advance(999);
  expect(signals[0]?.aborted).toBe(false);
  await environment.advance(1);
  expect(await asked).toBe('GET /: no answer within 1000 ms');
  expect(signals.map((signal) => signal?.aborted)).toEqual([true, undefined]);
  expect(environment.pendingMs()).toEqual([]);
});

test('an answer in time leaves no timer, and the caller may still end it', async () => {
  const { environment, transport } = server(answer(200));
  const timed = withTimeout(transport, environment, 1_000);
  expect((await timed.request(read)).status).toBe(200);
  expect(environment.pendingMs()).toEqual([]);
  const controller = new AbortController();
  const never = withTimeout(
    {
      request: ({ signal }) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    },
    environment,
    1_000,
  );
  const asked = never.request({ ...read, signal: controller.signal });
  controller.abort(new Error('no more'));
  await expect(asked).rejects.toThrow('no more');
});

test("warnings are told as they were written; other codes are nobody's business", async () => {
  const told: string[] = [];
  const warning = ['299 - "one"', '299 a.b "say \\"two\\""', '199 - "three"', 'garbage', '299 - ""'].join(
    '\n',
  );
  const { transport } = server(answer(200, { warning }), answer(200));
  const warned = withWarnings(transport, (message) => told.push(message));
  await warned.request(read);
  await warned.request(read);
  expect(told).toEqual(['one', 'say "two"']);
});
