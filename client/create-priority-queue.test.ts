import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPriorityQueue } from './create-priority-queue.ts';
import type { WorkQueueOptions } from './create-work-queue.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';
import type { WorkQueue } from './work-queue.ts';

function setUp(options: WorkQueueOptions<string> = {}) {
  const environment = createManualEnvironment();
  return { environment, queue: createPriorityQueue<string>(environment, options) };
}

/** What is handed out at once: `name priority`; undefined if one has to wait. */
async function next(queue: WorkQueue<string>): Promise<string | undefined> {
  if (queue.length === 0) return undefined;
  const { item = '', priority } = (await queue.get()) ?? {};
  return `${item} ${priority}`;
}

const told = ({ depth, adds, retries, priorities }: ReturnType<WorkQueue<string>['state']>) => ({
  depth,
  adds,
  retries,
  priorities,
});

test('returns items in order', async () => {
  const { queue } = setUp();
  for (const item of ['foo', 'bar']) queue.add(item);
  expect([await next(queue), await next(queue)]).toEqual(['foo 0', 'bar 0']);
  expect(told(queue.state())).toEqual({ depth: 0, adds: 2, retries: 0, priorities: {} });
});

test('does not return an item that is currently locked', async () => {
  const { queue } = setUp();
  queue.add('foo');
  await queue.get();
  queue.add('foo');
  queue.add('bar');
  expect(await next(queue)).toBe('bar 0');
  expect(told(queue.state())).toEqual({ depth: 1, adds: 3, retries: 0, priorities: { 0: 1 } });
});

test('returns an item as soon as it is unlocked, in its own place', async () => {
  const { environment, queue } = setUp();
  queue.add('foo');
  await queue.get();
  queue.add('foo');
  queue.add('bar');
  expect(await next(queue)).toBe('bar 0');
  queue.add('baz');
  queue.done('foo');
  expect(await next(queue)).toBe('foo 0');
  queue.add('foo', undefined, { priority: 1 });
  expect(await next(queue)).toBe('baz 0');
  const waiting = queue.get();
  queue.done('foo');
  await environment.settle();
  expect(await waiting).toMatchObject({ item: 'foo', priority: 1 });
});

test('de-duplicates items', () => {
  const { queue } = setUp();
  queue.add('foo');
  queue.add('foo');
  expect(queue.length).toBe(1);
  expect(queue.state().adds).toBe(1);
});

test('retains the highest priority, and will not decrease it', async () => {
  const { queue } = setUp();
  for (const priority of [1, 2, 1]) queue.add('foo', undefined, { priority });
  expect(told(queue.state())).toEqual({ depth: 1, adds: 1, retries: 0, priorities: { 2: 1 } });
  expect(await next(queue)).toBe('foo 2');
  expect(queue.length).toBe(0);
});

test('gets pushed to the front if the priority increases, behind what has it already', async () => {
  const { queue } = setUp();
  for (const item of ['foo', 'bar', 'baz']) queue.add(item);
  queue.add('qux', undefined, { priority: 1 });
  queue.add('baz', undefined, { priority: 1 });
  queue.add('low', undefined, { priority: -100 });
  expect(queue.state().priorities).toEqual({ '-100': 1, 0: 2, 1: 2 });
  const order = [];
  while (queue.length > 0) order.push(await next(queue));
  expect(order).toEqual(['qux 1', 'baz 1', 'foo 0', 'bar 0', 'low -100']);
});

test('retains the lowest after duration', async () => {
  const { environment, queue } = setUp();
  queue.add('ready');
  queue.addAfter('ready', 3_600_000);
  expect(await next(queue)).toBe('ready 0');
  queue.addAfter('foo', 3_600_000);
  queue.addAfter('foo', 500);
  queue.addAfter('foo', 1_000);
  await environment.advance(499);
  expect(queue.length).toBe(0);
  await environment.advance(1);
  expect(await next(queue)).toBe('foo 0');
  expect(environment.pendingMs()).toEqual([]);
});

test('does not include non-ready items in length, and says how many wait for their time', async () => {
  const { environment, queue } = setUp();
  queue.addAfter('foo', 60_000);
  queue.add('baz');
  queue.addAfter('bar', 60_000);
  queue.add('bal');
  expect(queue.length).toBe(2);
  const { delayed, retries, priorities, items } = queue.state();
  expect([delayed, retries, priorities]).toEqual([2, 2, { 0: 2 }]);
  expect(items.map(({ item, state }) => `${item} ${state}`)).toEqual([
    'foo delayed',
    'baz waiting',
    'bar delayed',
    'bal waiting',
  ]);
  await environment.advance(60_000);
  expect([queue.length, queue.state().delayed]).toEqual([4, 0]);
});

test('a waiting item that is added without a delay is ready at once, once, with its higher priority', async () => {
  const { environment, queue } = setUp();
  queue.addAfter('foo', 3_600_000);
  queue.add('foo', undefined, { priority: 1 });
  expect(told(queue.state())).toEqual({ depth: 1, adds: 1, retries: 1, priorities: { 1: 1 } });
  expect(await next(queue)).toBe('foo 1');
  await environment.advance(3_600_000);
  expect(queue.length).toBe(0);
});

test('a high priority item that became ready is returned before a low priority item', async () => {
  const { environment, queue } = setUp();
  queue.addAfter('high', 1_000, undefined, { priority: 1 });
  queue.add('low');
  queue.addAfter('late', 1_000, undefined, { priority: 0 });
  await environment.advance(1_000);
  const order = [await next(queue), await next(queue), await next(queue)];
  expect(order).toEqual(['high 1', 'low 0', 'late 0']);
});

test('multiple items with after are returned in correct order, to who waits for them', async () => {
  const { environment, queue } = setUp();
  const got: string[] = [];
  const take = () => queue.get().then((item) => got.push(item?.item ?? 'none'));
  void take().then(take);
  queue.addAfter('foo', 1_000);
  queue.addAfter('bar', 200);
  await environment.advance(999);
  expect(got).toEqual(['bar']);
  await environment.advance(1);
  expect(got).toEqual(['bar', 'foo']);
});

test('adding multiple items rate limited they do not affect each other', async () => {
  const { environment, queue } = setUp();
  for (let times = 0; times < 7; times++) queue.addRateLimited('bar');
  queue.add('bar');
  await queue.get();
  queue.done('bar');
  queue.addRateLimited('foo');
  queue.addRateLimited('bar');
  expect([queue.numRequeues('foo'), queue.numRequeues('bar')]).toEqual([1, 8]);
  expect(environment.pendingMs()).toEqual([5, 640]);
  queue.forget('bar');
  expect(queue.numRequeues('bar')).toBe(0);
});

test('shut down it hands out nothing, takes nothing, and whoever waits goes', async () => {
  const { environment, queue } = setUp();
  const waiting = queue.get();
  queue.addAfter('later', 1_000);
  queue.shutDown();
  expect(await waiting).toBeUndefined();
  queue.add('baz');
  queue.addRateLimited('foo');
  expect([await queue.get(), queue.numRequeues('foo'), environment.pendingMs()]).toEqual([undefined, 0, []]);
  const other = setUp();
  other.queue.add('baz');
  await other.queue.shutDownWithDrain();
  expect(await other.queue.get()).toBeUndefined();
  const third = setUp();
  third.environment.revoke();
  third.queue.add('foo');
  expect(await third.queue.get()).toBeUndefined();
});

test('why an item was added goes with it, through the timer that it waited for', async () => {
  const { environment, queue } = setUp();
  queue.addAfter('foo', 100, { revision: 1 });
  queue.addAfter('foo', 50, { revision: 2 });
  await environment.advance(50);
  const timer = environment.records.find(({ kind }) => kind === 'timer');
  expect(timer).toMatchObject({
    causes: [{ revision: 1 }, { revision: 2 }],
    fields: { item: 'foo', delayMs: 50 },
  });
  queue.add('foo', { revision: 3 });
  expect(await queue.get()).toMatchObject({ causes: [{ record: timer?.id }, { revision: 3 }], asked: 2 });
});

test('what waits for something in the foreground is waited for', () => {
  const { environment, queue } = setUp();
  queue.addAfter('foo', 100, undefined, { background: true });
  expect(environment.pendingMs('background')).toEqual([100]);
  queue.addAfter('foo', 200);
  expect(environment.pendingMs('foreground')).toEqual([100]);
});

test('it is told how long items wait, and are worked on', async () => {
  const seconds: Record<string, number[]> = { queue: [], work: [] };
  const observer = (name: string) => ({ observe: (value: number) => void seconds[name]?.push(value) });
  const { environment, queue } = setUp({ durations: { queue: observer('queue'), work: observer('work') } });
  queue.addAfter('foo', 1_000);
  await environment.advance(3_000);
  await queue.get();
  await environment.advance(500);
  expect(queue.state()).toMatchObject({
    inFlight: 1,
    longestRunningMs: 500,
    unfinishedMs: 500,
    oldestAgeMs: 0,
  });
  queue.done('foo');
  expect(seconds).toEqual({ queue: [2], work: [0.5] });
});

const step = fc.oneof(
  fc.record({
    do: fc.constant('add' as const),
    item: fc.constantFrom('a', 'b', 'c', 'd'),
    delayMs: fc.constantFrom(0, 0, 5, 10),
    priority: fc.integer({ min: -1, max: 2 }),
  }),
  fc.record({ do: fc.constant('take' as const) }),
  fc.record({ do: fc.constant('done' as const) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 12 }) }),
);

test('an item is never handed out twice at once, nothing is lost, and the highest priority goes first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { environment, queue } = setUp();
      const [wanted, working] = [new Set<string>(), new Set<string>()];
      const take = async () => {
        const ready = queue
          .state()
          .items.filter(({ item, state }) => state === 'waiting' && !working.has(item));
        if (ready.length === 0) return;
        const got = await queue.get();
        const item = got?.item ?? '';
        expect(ready.map((one) => one.item)).toContain(item);
        expect(working.has(item)).toBe(false);
        working.add(item);
        wanted.delete(item);
      };
      for (const one of steps) {
        if (one.do === 'wait') await environment.advance(one.ms);
        else if (one.do === 'take') await take();
        else if (one.do === 'done') {
          const [item] = working;
          if (item !== undefined) queue.done(item);
          working.delete(item ?? '');
        } else {
          queue.addAfter(one.item, one.delayMs, undefined, { priority: one.priority });
          wanted.add(one.item);
        }
      }
      for (const item of working) queue.done(item);
      working.clear();
      await environment.advance(20);
      const priorities: number[] = [];
      while (queue.length > 0) {
        const got = await queue.get();
        priorities.push(got?.priority ?? 0);
        wanted.delete(got?.item ?? '');
      }
      expect([...wanted]).toEqual([]);
      expect(priorities).toEqual(priorities.toSorted((a, b) => b - a));
    }),
  );
});
