import { expect, test } from 'vitest';
import type { TraceRecord } from '../environment/index.ts';
import {
  createSimulation,
  type FaultAnswer,
  faultRule,
  type MessageMatch,
  type Simulation,
  uniformLatency,
} from './index.ts';

const message = { from: 'api', to: 'kubelet/node-1', kind: 'watch-event', fields: {} };
const startMs = Date.parse('2026-01-01T00:00:00Z');

/** When each of `count` messages of one link arrives, in ms from now; 'lost' and 'failed' say what they say. */
async function arrivals(
  simulation: Simulation,
  count: number,
  part: Partial<typeof message> & { link?: string } = {},
) {
  const { clock } = simulation.environment;
  const begunMs = clock.now();
  const { link: name = 'link', ...fields } = part;
  const link = simulation.network.link(name);
  const seen: (number | 'lost' | 'failed')[] = [];
  for (let sent = 0; sent < count; sent++) {
    const put = (what: number | 'lost' | 'failed') => {
      seen[sent] = what;
    };
    link.send(
      { ...message, ...fields },
      {
        deliver: () => put(clock.now() - begunMs),
        fail: () => put('failed'),
        drop: () => put('lost'),
      },
    );
  }
  await simulation.settle();
  link.close();
  return seen;
}

/** How long each of `count` messages of one link takes, one sent after the other has arrived. */
async function latencies(simulation: Simulation, name: string, count: number): Promise<number[]> {
  const { clock } = simulation.environment;
  const link = simulation.network.link(name);
  const taken: number[] = [];
  for (let sent = 0; sent < count; sent++) {
    const sentMs = clock.now();
    link.send(message, { deliver: () => taken.push(clock.now() - sentMs), fail: () => expect.unreachable() });
    await simulation.settle();
  }
  return taken;
}

function withRules(rules: Readonly<Record<string, readonly [MessageMatch, FaultAnswer]>>, seed = 7) {
  const simulation = createSimulation({ seed });
  for (const [name, [match, answer]] of Object.entries(rules))
    simulation.network.addRule(faultRule(name, match, answer));
  return simulation;
}

const half: readonly [MessageMatch, FaultAnswer] = [{ probability: 0.5 }, 'drop'];

test('each rule draws chances of its own, by its name and the seed', async () => {
  const drawn = async (name: string, seed: number) =>
    (await arrivals(withRules({ [name]: half }, seed), 64)).join();
  expect(await drawn('one', 7)).toBe(await drawn('one', 7));
  const texts = [await drawn('one', 7), await drawn('two', 7), await drawn('one', 8), await drawn('two', 8)];
  expect(new Set(texts).size).toBe(4);
});

test('two rules of one network do not strike the same messages', async () => {
  const rules = { one: [{ probability: 0.5 }, 'drop'], two: [{ probability: 0.5 }, { fail: 'x' }] } as const;
  const seen = await arrivals(withRules(rules), 400);
  const count = (what: unknown) => seen.filter((one) => one === what).length;
  const delivered = seen.filter((one) => typeof one === 'number').length;
  expect(count('lost')).toBeGreaterThan(150);
  // Of those that the first spares the second strikes half: it would be none if both drew alike.
  expect(count('failed')).toBeGreaterThan(60);
  expect(delivered).toBeGreaterThan(60);
});

test('each link draws latencies of its own, by its name and the seed', async () => {
  const latency = uniformLatency(0, 1_000);
  const drawn = async (link: string, seed: number) =>
    (await latencies(createSimulation({ seed, latency }), link, 8)).join();
  const texts = [await drawn('a', 7), await drawn('b', 7), await drawn('a', 8)];
  expect(new Set(texts).size).toBe(3);
});

test('a chance is as likely as it says', async () => {
  for (const probability of [0, 0.1, 0.5, 1]) {
    const seen = await arrivals(withRules({ rule: [{ probability }, 'drop'] }), 1_000);
    const share = seen.filter((one) => one === 'lost').length / 1_000;
    expect(Math.abs(share - probability)).toBeLessThan(0.05);
  }
});

test('messages a rule is not about do not use up its chances', async () => {
  const rule = { rule: [{ kind: 'request', probability: 0.5 }, 'drop'] } as const;
  const undisturbed = await arrivals(withRules(rule), 50, { kind: 'request' });
  const simulation = withRules(rule);
  const disturbed: unknown[] = [];
  for (let i = 0; i < 50; i++) {
    await arrivals(simulation, 1, { kind: 'watch-event' });
    disturbed.push(...(await arrivals(simulation, 1, { kind: 'request' })));
  }
  expect(disturbed).toEqual(undisturbed);
});

test.each([
  ['kubelet/node-1', ['kubelet/node-1']],
  ['kubelet/node-1*', ['kubelet/node-1', 'kubelet/node-10']],
  ['kubelet/*', ['kubelet/node-1', 'kubelet/node-10']],
  ['*', ['kubelet/node-1', 'kubelet/node-10', 'scheduler']],
  ['node-1', []],
])('the pattern %s means %j', async (to, want) => {
  const struck: string[] = [];
  for (const receiver of ['kubelet/node-1', 'kubelet/node-10', 'scheduler']) {
    const [seen] = await arrivals(withRules({ rule: [{ to }, 'drop'] }), 1, { to: receiver });
    if (seen === 'lost') struck.push(receiver);
  }
  expect(struck).toEqual(want);
});

test('a rule holds from its first millisecond on, and at its last no more', async () => {
  const simulation = withRules({ rule: [{ fromMs: startMs + 10, untilMs: startMs + 20 }, 'drop'] });
  const lost: number[] = [];
  for (let atMs = 0; atMs < 30; atMs++) {
    const [seen] = await arrivals(simulation, 1);
    if (seen === 'lost') lost.push(atMs);
    await simulation.runFor(1);
  }
  expect(lost).toEqual(Array.from({ length: 10 }, (_, i) => 10 + i));
});

test('a rule leaves out so many, answers so often, and is then as if it were not there', async () => {
  const rules = {
    first: [{ skip: 2, times: 3 }, 'drop'],
    second: [{}, { fail: 'x' }],
  } as const;
  expect(await arrivals(withRules(rules), 7)).toEqual([
    'failed',
    'failed',
    'lost',
    'lost',
    'lost',
    'failed',
    'failed',
  ]);
});

test('what a rule leaves out are messages it is about', async () => {
  const simulation = withRules({ rule: [{ kind: 'request', skip: 1 }, 'drop'] });
  await arrivals(simulation, 3, { kind: 'watch-event' });
  expect(await arrivals(simulation, 2, { kind: 'request' })).toEqual([0, 'lost']);
});

test('a range of delays is every whole number of milliseconds in it, its ends too', async () => {
  const rule = { rule: [{}, { delayMs: [3, 6] }] } as const;
  const simulation = withRules(rule);
  const seen = new Set<unknown>();
  for (let i = 0; i < 100; i++) seen.add((await arrivals(simulation, 1))[0]);
  expect([...seen].sort()).toEqual([3, 4, 5, 6]);
});

test('a range of latencies is every whole number of milliseconds in it, its ends too', async () => {
  const simulation = createSimulation({ seed: 7, latency: uniformLatency(3, 6) });
  const seen = new Set(await latencies(simulation, 'link', 100));
  expect([...seen].sort()).toEqual([3, 4, 5, 6]);
});

test('a delay comes on top of the latency; parts of a millisecond count as a whole one, less than none as none', async () => {
  const at = async (latencyMs: number, delayMs: number) => {
    const simulation = createSimulation({ seed: 7, latency: () => latencyMs });
    simulation.network.addRule(faultRule('late', {}, { delayMs }));
    return (await arrivals(simulation, 1))[0];
  };
  expect(await at(10, 5)).toBe(15);
  expect(await at(0.2, 0)).toBe(1);
  expect(await at(0, 0.2)).toBe(1);
  expect(await at(-5, 3)).toBe(3);
  expect(await at(3, -5)).toBe(3);
});

test('what fails comes after the latency too, as the very error that was given', async () => {
  const simulation = createSimulation({ seed: 7, latency: () => 10 });
  const error = new RangeError('reset');
  simulation.network.addRule(faultRule('broken', {}, { fail: error }));
  const told: unknown[] = [];
  const fail = (reason: Error) => told.push(reason, simulation.environment.clock.now() - startMs);
  simulation.network.link('link').send(message, { deliver: () => expect.unreachable(), fail });
  await simulation.settle();
  expect(told).toEqual([error, 10]);
});

test.each<[FaultAnswer, object]>([
  ['drop', { drop: true }],
  [{ delayMs: 5 }, { delayMs: 5 }],
  [{ fail: 'reset' }, { fail: 'reset' }],
])('the fault %j is recorded', async (answer, want) => {
  const simulation = withRules({ rule: [{}, answer] });
  const records: TraceRecord[] = [];
  simulation.environment.trace.subscribe((record) => records.push(record));
  await arrivals(simulation, 1);
  const { from, to, kind } = message;
  expect(records.map((record) => record.fields)).toEqual([
    { rule: 'rule', link: 'link', from, to, kind, ...want },
  ]);
});

test('a rule that lets messages pass ends the question, and is no fault', async () => {
  const simulation = withRules({ spare: [{ times: 2 }, 'pass'], cut: [{}, 'drop'] });
  const records: TraceRecord[] = [];
  simulation.environment.trace.subscribe((record) => records.push(record));
  expect(await arrivals(simulation, 3)).toEqual([0, 0, 'lost']);
  expect(records).toHaveLength(1);
});
