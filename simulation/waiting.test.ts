import { expect, test } from 'vitest';
import { createSimulation } from './index.ts';

const open = (stepsPerSecondMax = 100_000) => createSimulation({ seed: 7, stepsPerSecondMax });
const startMs = Date.parse('2026-01-01T00:00:00Z');
const ignore = { deliver: () => {}, fail: () => {} };

/** Beats every second for ever, as a lease renewal does. */
function beat(simulation: ReturnType<typeof open>): () => number {
  const kubelet = simulation.environment.fork('kubelet');
  let beats = 0;
  const again = (): void => {
    beats++;
    kubelet.clock.setTimer(1_000, again, { background: true });
  };
  kubelet.clock.setTimer(1_000, again, { background: true });
  return () => beats;
}

test('settled is when only background timers are left, and no later', async () => {
  const simulation = open();
  const { clock } = simulation.environment;
  const beats = beat(simulation);
  const begunMs = clock.now();
  clock.setTimer(2_500, () => {});
  await simulation.settle();
  expect([clock.now() - begunMs, beats()]).toEqual([2_500, 2]);
});

test('a world at rest settles without time passing', async () => {
  const simulation = open();
  beat(simulation);
  const begunMs = simulation.environment.clock.now();
  await simulation.settle();
  expect(simulation.environment.clock.now()).toBe(begunMs);
});

test('messages under way keep a world from being settled, heartbeats do not', async () => {
  const simulation = createSimulation({ seed: 7, latency: () => 30 });
  const link = simulation.network.link('a');
  const message = { from: 'kubelet', to: 'api', kind: 'request', fields: {} };
  let delivered = 0;
  const count = { ...ignore, deliver: () => delivered++ };
  link.send(message, { ...count, background: true });
  await simulation.settle();
  expect(delivered).toBe(0);
  link.send(message, count);
  link.send(message, count);
  await simulation.settle();
  expect(delivered).toBe(3);
});

test('a world that does not settle says who keeps it busy', async () => {
  const simulation = open();
  const { clock } = simulation.environment.fork('replicaset-controller');
  const again = (): void => void clock.setTimer(100, again);
  again();
  beat(simulation);
  const message = { from: 'api', to: 'kubelet', kind: 'watch-event', fields: {} };
  const link = simulation.network.link('slow');
  simulation.network.addRule({ name: 'slow', decide: () => ({ delayMs: 60_000 }) });
  for (let sent = 0; sent < 3; sent++) link.send(message, ignore);
  const error = await simulation.settle({ withinMs: 10_000 }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'WaitError', failure: 'deadline' });
  expect(String(error)).toBe(
    [
      'WaitError: seed 7, at 2026-01-01T00:00:10.000Z: a settled world did not come within 10000 ms; pending:',
      '  3 x watch-event from api to kubelet, the first in 50000 ms',
      '  1 x timer of replicaset-controller, the first in 100 ms',
      '  1 x background timer of kubelet, the first in 1000 ms',
    ].join('\n'),
  );
});

test('a wait that failed leaves the simulation usable', async () => {
  const simulation = open();
  simulation.environment.clock.setTimer(5_000, () => {});
  await expect(simulation.settle({ withinMs: 1_000 })).rejects.toThrow('did not come within');
  await simulation.settle({ withinMs: 4_000 });
});

test('runUntil stops right after the step that makes it true', async () => {
  const simulation = open();
  const beats = beat(simulation);
  await simulation.runUntil(() => beats() === 3, { withinMs: 60_000 });
  expect(beats()).toBe(3);
  await simulation.runUntil(() => true, { withinMs: 0 });
  await expect(simulation.runUntil(() => false, { withinMs: 5_000 })).rejects.toThrow('within 5000 ms');
  expect(beats()).toBe(8);
});

test('what can never come true is a deadlock and not waited for', async () => {
  const simulation = open();
  simulation.environment.clock.setTimer(10, () => {});
  const error = await simulation
    .runUntil(() => false, { withinMs: 60_000 })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ failure: 'deadlock' });
  expect(String(error)).toContain('at 2026-01-01T00:00:00.010Z');
  const stuck = simulation.complete(() => new Promise(() => {}));
  await expect(stuck).rejects.toThrow('the task cannot come any more: nothing is pending');
});

test('a task that only heartbeats could wake is given up at its deadline', async () => {
  const simulation = open();
  beat(simulation);
  const stuck = simulation.complete(() => new Promise(() => {}), { withinMs: 5_000 });
  await expect(stuck).rejects.toMatchObject({
    failure: 'deadline',
    message: expect.stringContaining('at 2026-01-01T00:00:05.000Z'),
    pending: ['1 x background timer of kubelet, the first in 1000 ms'],
  });
});

test('complete is over with its task, whatever else waits', async () => {
  const simulation = open();
  const { clock } = simulation.environment;
  clock.setTimer(1_000, () => {});
  await simulation.complete(() => clock.sleep(5));
  expect([clock.now() - startMs, simulation.pending()]).toEqual([
    5,
    ['1 x timer of simulation, the first in 995 ms'],
  ]);
});

test('work that has its turns keeps a world from being settled', async () => {
  const simulation = open();
  const worker = simulation.environment.fork('deployment-controller');
  let left = 5;
  worker.spawn('work', async () => {
    for (; left > 0; left--) await worker.turn();
  });
  await simulation.runUntil(() => left < 5, { withinMs: 1_000 });
  await simulation.settle();
  expect(left).toBe(0);
});

test('complete hands on what the task resolves or rejects with, and other failures end it', async () => {
  const simulation = open();
  const { environment } = simulation;
  expect(await simulation.complete(() => environment.clock.sleep(5).then(() => 'done'))).toBe('done');
  await expect(simulation.complete(() => Promise.reject(new Error('no')))).rejects.toThrow(/^no$/);
  const thrower = simulation.complete(() => {
    throw new Error('at once');
  });
  await expect(thrower).rejects.toThrow(/^at once$/);
  environment.spawn('other', () => environment.clock.sleep(1).then(() => Promise.reject(new Error('boom'))));
  await expect(simulation.complete(() => environment.clock.sleep(5))).rejects.toThrow('task other: boom');
});

test('a loop without end takes time, and is told as a livelock that names the busiest', async () => {
  const simulation = open(1_000);
  const busy = simulation.environment.fork('garbage-collector').clock;
  const again = (): void => void busy.setTimer(0, again);
  again();
  simulation.environment.fork('kubelet').clock.setTimer(0, () => {});
  const error = await simulation.settle().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'SimulationError', cause: { failure: 'livelock' } });
  expect(String(error)).toMatch(
    /livelock: more than 1000 steps .*\n {2}(1000|1001) times timer of garbage-collector/,
  );
  expect(simulation.environment.clock.now() - startMs).toBeGreaterThan(0);
});

test('a loop that only works, and waits for nothing, is told too', async () => {
  const simulation = open(1_000);
  const worker = simulation.environment.fork('settings-copier');
  worker.spawn('work', async () => {
    while (!worker.signal.aborted) await worker.turn();
  });
  await expect(simulation.runFor(60_000)).rejects.toThrow(
    /livelock: more than 1000 steps .*\n {2}\d+ times work of settings-copier/,
  );
});

test('many steps are no livelock while enough time passes', async () => {
  const simulation = open(10);
  const { clock } = simulation.environment;
  let left = 100;
  const again = (): void => {
    if (--left > 0) clock.setTimer(left % 5 === 0 ? 1_000 : 0, again);
  };
  again();
  await simulation.settle();
  expect(left).toBe(0);
});

test('what is due while others work is dealt with after it, late by as much as that took', async () => {
  const simulation = createSimulation({ seed: 7 });
  const { clock } = simulation.environment;
  const link = simulation.network.link('slow');
  const order: string[] = [];
  const note = (what: string) => order.push(`${what} at ${clock.now() - startMs}`);
  clock.setTimer(1, () => note('timer'));
  const message = { from: 'a', to: 'b', kind: 'request', fields: {} };
  link.send(message, { costUs: 2_500, deliver: () => note('first'), fail: () => {} });
  link.send(message, { costUs: 600, deliver: () => note('second'), fail: () => {} });
  await simulation.settle();
  expect(order).toEqual(['first at 2', 'timer at 2', 'second at 3']);
});
