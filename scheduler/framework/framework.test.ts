import { describe, expect, test } from 'vitest';
import { StatusError } from '../../apimachinery/index.ts';
import { type Client, TransportError } from '../../client/index.ts';
import { node, nodeInfo, podInfo } from '../testing/objects.ts';
import { Framework, runFilters } from './framework.ts';
import { CycleState, type Plugin } from './plugin.ts';
import { Status } from './status.ts';

const web = podInfo('web');
const client = {} as Client;
const basics: readonly Plugin[] = [
  { name: 'Sort', less: (a, b) => a.timestampMs < b.timestampMs },
  { name: 'Bind', bind: async () => {} },
];

function frameworkOf(...plugins: readonly (Plugin & { readonly weight?: number })[]): Framework {
  return new Framework([...basics, ...plugins].map((plugin) => ({ plugin, weight: 1, ...plugin })));
}

const narrowing = (name: string, ...names: string[]): Plugin => ({
  name,
  preFilter: () => ({ nodeNames: new Set(names) }),
  filter: () => undefined,
});

describe('before nodes are looked at', () => {
  const filters = (framework: Framework) =>
    framework.runPreFilter(new CycleState(), web).filters.map(({ name }) => name);

  test('a plugin that has nothing to say about the pod is not asked about nodes, others are', () => {
    const skips: Plugin = { name: 'Skips', preFilter: () => 'skip', filter: () => undefined };
    const asks: Plugin = { name: 'Asks', preFilter: () => undefined, filter: () => undefined };
    const plain: Plugin = { name: 'Plain', filter: () => undefined };
    expect(filters(frameworkOf(plain, skips, asks))).toEqual(['Plain', 'Asks']);
  });

  test('what plugins narrow it down to is what all of them allow', () => {
    const result = frameworkOf(narrowing('A', 'n1', 'n2'), narrowing('B', 'n2', 'n3')).runPreFilter(
      new CycleState(),
      web,
    );
    expect(result.status).toBeUndefined();
    expect([...(result.nodeNames ?? [])]).toEqual(['n2']);
    expect(result.narrowedBy).toEqual(['A', 'B']);
  });

  test('plugins that leave no node together are named', () => {
    const { status } = frameworkOf(narrowing('B', 'n1'), narrowing('A', 'n2')).runPreFilter(
      new CycleState(),
      web,
    );
    expect(status?.code).toBe('UnschedulableAndUnresolvable');
    expect(status?.message).toBe("node(s) didn't satisfy plugin(s) [A B] simultaneously");
  });

  test('a no ends it', () => {
    const no = new Status('Unschedulable', 'No', 'not today');
    const asked: string[] = [];
    const says: Plugin = { name: 'No', preFilter: () => no };
    const later: Plugin = { name: 'Later', preFilter: () => void asked.push('later') };
    expect(frameworkOf(says, later).runPreFilter(new CycleState(), web).status).toBe(no);
    expect(asked).toEqual([]);
  });

  test('the first plugin that keeps a pod out of the queue says why', () => {
    const gate = (name: string): Plugin => ({ name, preEnqueue: () => new Status('Unschedulable', name) });
    const open: Plugin = { name: 'Open', preEnqueue: () => undefined };
    expect(frameworkOf(open, gate('A'), gate('B')).runPreEnqueue(web)?.plugin).toBe('A');
    expect(frameworkOf(open).runPreEnqueue(web)).toBeUndefined();
  });
});

test('the first plugin that says no to a node decides', () => {
  const filter = (name: string, no: boolean) => ({
    name,
    filter: () => (no ? new Status('Unschedulable', name) : undefined),
  });
  const run = (...filters: ReturnType<typeof filter>[]) =>
    runFilters(filters, new CycleState(), web, nodeInfo(node('n')))?.plugin;
  expect([
    run(filter('A', false), filter('B', true), filter('C', true)),
    run(filter('A', false)),
    run(),
  ]).toEqual(['B', undefined, undefined]);
});

test('scores are weighted and added up; who skips the pod scores nothing; plugins share a state', () => {
  const nodes = ['n1', 'n2'].map((name) => nodeInfo(node(name)));
  const plain = {
    name: 'Plain',
    weight: 2,
    score: (_s: CycleState, _p: unknown, { name }: { name: string }) => (name === 'n1' ? 3 : 4),
  };
  const skips: Plugin = { name: 'Skips', preScore: () => 'skip', score: () => 1000 };
  const stateful: Plugin & { weight: number } = {
    name: 'Stateful',
    weight: 10,
    preScore: (state, _pod, { length }) => {
      state.write('count', length);
      return undefined;
    },
    score: (state) => state.read<number>('count') ?? 0,
    normalizeScore: (state, _pod, scores) => {
      scores[0] = (scores[0] ?? 0) + (state.read<number>('absent') ?? 5);
    },
  };
  expect(frameworkOf(plain, skips, stateful).runScore(new CycleState(), web, nodes)).toEqual([76, 28]);
});

test('what was reserved is given back, in reverse, when one says no', () => {
  const log: string[] = [];
  const reserver = (name: string, no = false): Plugin => ({
    name,
    reserve: () => {
      log.push(`reserve ${name}`);
      return no ? new Status('Unschedulable', name) : undefined;
    },
    unreserve: () => void log.push(`unreserve ${name}`),
  });
  const silent: Plugin = { name: 'Silent', reserve: () => undefined };
  const framework = frameworkOf(reserver('A'), silent, reserver('B', true), reserver('C'));
  expect(framework.runReserve(new CycleState(), web, 'n1')?.plugin).toBe('B');
  expect(log).toEqual(['reserve A', 'reserve B', 'unreserve C', 'unreserve B', 'unreserve A']);
  log.length = 0;
  expect(frameworkOf(reserver('A'), silent).runReserve(new CycleState(), web, 'n1')).toBeUndefined();
  expect(log).toEqual(['reserve A']);
});

describe('a binder', () => {
  const binds = (error: unknown) =>
    new Framework([
      { plugin: basics[0] as Plugin, weight: 0 },
      { plugin: { name: 'Bind', bind: () => Promise.reject(error) }, weight: 0 },
    ]).runBind(client, web, 'n1');
  const refusal = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'no',
    code: 409,
  } as const;

  test.each([new StatusError(refusal), new TransportError('no', { definite: true })])(
    'that is refused is told of: %s',
    async (error) => {
      const status = await binds(error);
      expect([status?.code, status?.message]).toEqual(['Error', 'running Bind plugin "Bind": no']);
    },
  );

  test('that is wrong is not taken for one that is refused', async () => {
    await expect(binds(new TypeError('a mistake'))).rejects.toThrow('a mistake');
  });

  test('that binds has nothing to say', async () => {
    expect(await frameworkOf().runBind(client, web, 'n1')).toBeUndefined();
  });
});

test.each([
  [[], 'one plugin with less, not 0'],
  [[basics[0], basics[0], basics[1]], 'one plugin with less, not 2'],
  [[basics[0]], 'one plugin with bind, not 0'],
])('there must be one plugin that sorts and one that binds', (plugins, message) => {
  const weighted = plugins.map((plugin) => ({ plugin: plugin as Plugin, weight: 0 }));
  expect(() => new Framework(weighted)).toThrow(message);
});
