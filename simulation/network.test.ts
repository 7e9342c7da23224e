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

const message = { from: 'api', to: 'kubelet/node-1', kind: 'watch-event', fields: { resource: 'pods' } };

/** Sends `count` messages over one link and answers what came of them: `<number>@<ms>`, errors as `!<text>`. */
async function outcomes(simulation: Simulation, count = 3, linkName = 'link'): Promise<string[]> {
  const { clock } = simulation.environment;
  const begunMs = clock.now();
  const seen: string[] = [];
  const link = simulation.network.link(linkName);
  for (let sent = 1; sent <= count; sent++) {
    const at = (): string => `@${clock.now() - begunMs}`;
    link.send(message, {
      deliver: () => seen.push(`${sent}${at()}`),
      fail: (error) => seen.push(`!${error.message}${at()}`),
    });
  }
  await simulation.settle();
  return seen;
}

const withRule = (match: MessageMatch, answer: FaultAnswer) => {
  const simulation = createSimulation({ seed: 7 });
  simulation.network.addRule(faultRule('test', match, answer));
  return simulation;
};

test('messages of one link arrive in the order they were sent, for every seed and any latency', async () => {
  for (let seed = 0; seed < 50; seed++) {
    const simulation = createSimulation({ seed, latency: uniformLatency(0, 20) });
    const seen = await outcomes(simulation, 20);
    expect(seen.map((text) => Number.parseInt(text, 10))).toEqual(
      Array.from({ length: 20 }, (_, at) => at + 1),
    );
  }
});

test('messages of different links arrive in an order the seed picks', async () => {
  const orders = new Set<string>();
  for (let seed = 0; seed < 30; seed++) {
    const simulation = createSimulation({ seed });
    let order = '';
    for (const name of ['a', 'b', 'c']) {
      const deliver = (): void => {
        order += name;
      };
      const link = simulation.network.link(name);
      for (let sent = 0; sent < 2; sent++) link.send(message, { deliver, fail: deliver });
    }
    await simulation.settle();
    orders.add(order);
  }
  expect(orders.size).toBeGreaterThan(15);
});

test('a link draws its latencies apart from other links', async () => {
  const latency = uniformLatency(0, 1_000);
  const alone = await outcomes(createSimulation({ seed: 7, latency }), 5, 'b');
  const busy = createSimulation({ seed: 7, latency });
  const other = busy.network.link('a');
  for (let sent = 0; sent < 3; sent++) other.send(message, { deliver: () => {}, fail: () => {} });
  expect(await outcomes(busy, 5, 'b')).toEqual(alone);
});

test('a delayed message holds up those behind it', async () => {
  const simulation = withRule({ times: 1 }, { delayMs: 40 });
  expect(await outcomes(simulation)).toEqual(['1@40', '2@40', '3@40']);
});

test('a dropped message comes to nothing, one that fails comes as its error', async () => {
  expect(await outcomes(withRule({ skip: 1, times: 1 }, 'drop'))).toEqual(['1@0', '3@0']);
  const told: string[] = [];
  const link = withRule({}, 'drop').network.link('link');
  link.send(message, { deliver: () => {}, fail: () => {}, drop: () => told.push('dropped') });
  expect(told).toEqual(['dropped']);
  const failing = withRule({ skip: 2 }, { fail: 'connection reset' });
  expect(await outcomes(failing)).toEqual(['1@0', '2@0', '!connection reset@0']);
});

test('rules are asked in order and the first with an opinion answers', async () => {
  const simulation = createSimulation({ seed: 7 });
  simulation.network.addRule(faultRule('spare one', { times: 1 }, 'pass'));
  const heal = simulation.network.addRule(faultRule('cut', {}, 'drop'));
  simulation.network.addRule(faultRule('never asked', {}, { fail: 'late' }));
  expect(await outcomes(simulation)).toEqual(['1@0']);
  heal();
  expect(await outcomes(simulation, 1)).toEqual(['!late@0']);
});

test('a rule is about the messages its patterns, condition and time say', async () => {
  const hits: MessageMatch[] = [
    {},
    { from: 'api', to: 'kubelet/*', kind: 'watch-event', link: 'link' },
    { where: ({ fields: { resource } }) => resource === 'pods' },
    { fromMs: Date.parse('2026-01-01T00:00:00Z'), untilMs: Date.parse('2026-01-01T00:00:01Z') },
  ];
  const misses: MessageMatch[] = [
    { from: 'ap' },
    { to: 'scheduler*' },
    { kind: 'request' },
    { link: 'other' },
    { where: () => false },
    { fromMs: Date.parse('2026-01-01T00:00:01Z') },
    { untilMs: Date.parse('2026-01-01T00:00:00Z') },
    { probability: 0 },
  ];
  for (const match of hits) expect(await outcomes(withRule(match, 'drop'))).toEqual([]);
  for (const match of misses) expect(await outcomes(withRule(match, 'drop'))).toHaveLength(3);
});

test('chance is drawn from the stream of the rule: a rule added before does not shift it', async () => {
  const flaky = faultRule('flaky', { probability: 0.5 }, { delayMs: [1, 100] });
  const alone = createSimulation({ seed: 7 });
  alone.network.addRule(flaky);
  const seen = await outcomes(alone, 50);
  const both = createSimulation({ seed: 7 });
  both.network.addRule(faultRule('other', { probability: 0.5, where: () => true, times: 0 }, 'drop'));
  both.network.addRule(flaky);
  expect(await outcomes(both, 50)).toEqual(seen);
  expect(new Set(seen.map((text) => text.split('@')[1])).size).toBeGreaterThan(1);
});

test('every fault is recorded with its rule, passes are not', async () => {
  const simulation = withRule({ skip: 1, times: 1 }, 'drop');
  const records: TraceRecord[] = [];
  simulation.environment.trace.subscribe((record) => records.push(record));
  await outcomes(simulation);
  expect(records.map(({ kind, fields }) => ({ kind, fields }))).toEqual([
    {
      kind: 'fault',
      fields: {
        rule: 'test',
        link: 'link',
        from: 'api',
        to: 'kubelet/node-1',
        kind: 'watch-event',
        drop: true,
      },
    },
  ]);
});

test('a closed link forgets what is under way and takes nothing more', async () => {
  const simulation = createSimulation({ seed: 7, latency: () => 10 });
  const link = simulation.network.link('link');
  const never = { deliver: () => expect.unreachable(), fail: () => expect.unreachable() };
  for (let sent = 0; sent < 3; sent++) link.send(message, never);
  link.close();
  link.close();
  link.send(message, never);
  expect(simulation.pending()).toEqual([]);
  await simulation.settle({ withinMs: 0 });
});

test('a receiver that answers within its delivery is answered at the same instant, in a later step', async () => {
  const simulation = createSimulation({ seed: 7 });
  const seen: string[] = [];
  const back = simulation.network.link('back');
  const answer = { deliver: () => seen.push('answer'), fail: () => {} };
  simulation.network.link('there').send(message, {
    deliver: () => {
      back.send({ ...message, kind: 'response' }, answer);
      seen.push('request');
    },
    fail: () => {},
  });
  await simulation.settle();
  expect(seen).toEqual(['request', 'answer']);
});
