import { describe, expect, test } from 'vitest';
import { StatusError } from '../../apimachinery/index.ts';
import { TransportError } from '../../client/index.ts';
import { rows, testFramework, testParts } from '../testing/frameworks.ts';
import { node, nodeInfo, podInfo } from '../testing/objects.ts';
import { CycleState } from './cycle-state.ts';
import type { Framework } from './framework.ts';
import type { Plugin } from './plugin.ts';
import { Status, type StatusCode } from './status.ts';

const web = podInfo('web');
const basics: readonly Plugin[] = [
  { name: 'Sort', less: (a, b) => a.timestampMs < b.timestampMs },
  { name: 'Bind', bind: async () => undefined },
];

/** What a plugin keeps. */
class Count {
  readonly of: number;
  constructor(of: number) {
    this.of = of;
  }
  clone(): Count {
    return new Count(this.of + 100);
  }
}

function frameworkOf(...plugins: readonly (Plugin & { readonly weight?: number })[]): Framework {
  const entries = plugins.map((plugin) => ({
    name: plugin.name,
    plugin: () => plugin,
    weight: plugin.weight ?? 1,
  }));
  return testFramework([...rows(basics), ...entries]);
}

const narrowing = (name: string, ...names: string[]): Plugin => ({
  name,
  preFilter: () => ({ nodeNames: new Set(names) }),
  filter: () => undefined,
});

describe('before nodes are looked at', () => {
  const filters = (framework: Framework) => {
    const state = new CycleState();
    framework.runPreFilter(state, web);
    return state.filters.map(({ name }) => name);
  };

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

  test('a plugin that leaves no node alone is named so', () => {
    const { status } = frameworkOf(narrowing('A')).runPreFilter(new CycleState(), web);
    expect(status?.message).toBe("node(s) didn't satisfy plugin A");
  });

  test.each([
    ['UnschedulableAndUnresolvable', [], ['Later']],
    ['Error', [], ['Later']],
    // Others may be preempted for it: that needs what the later ones compute.
    ['Unschedulable', ['Later'], []],
  ] as const)('after a no that is %s these are asked: %o', (code, asked, unasked) => {
    const no = new Status(code, 'No', 'not today');
    const told: string[] = [];
    const says: Plugin = { name: 'No', preFilter: () => no };
    const later: Plugin = { name: 'Later', preFilter: () => void told.push('Later') };
    const state = new CycleState();
    expect(frameworkOf(says, later).runPreFilter(state, web).status).toBe(no);
    expect([told, [...state.unasked]]).toEqual([asked, unasked]);
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
  const run = (...filters: ReturnType<typeof filter>[]) => {
    const state = new CycleState();
    state.filters = filters;
    return frameworkOf().runFilters(state, web, nodeInfo(node('n')))?.plugin;
  };
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
      state.write('count', new Count(length));
      return undefined;
    },
    score: (state) => state.read<Count>('count')?.of ?? 0,
    normalizeScore: (state, _pod, scores) => {
      scores[0] = (scores[0] ?? 0) + (state.read<Count>('absent')?.of ?? 5);
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
  expect(framework.binding.runReserve(new CycleState(), web, 'n1')?.plugin).toBe('B');
  expect(log).toEqual(['reserve A', 'reserve B', 'unreserve C', 'unreserve B', 'unreserve A']);
  log.length = 0;
  expect(frameworkOf(reserver('A'), silent).binding.runReserve(new CycleState(), web, 'n1')).toBeUndefined();
  expect(log).toEqual(['reserve A']);
});

describe('a binder', () => {
  const binds = (bind: Plugin['bind']) =>
    testFramework(rows([basics[0] as Plugin, { name: 'Bind', ...(bind && { bind }) }])).binding.runBind(
      new CycleState(),
      web,
      'n1',
    );
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
      const status = await binds(() => Promise.reject(error));
      expect([status?.code, status?.message]).toEqual(['Error', 'running Bind plugin "Bind": no']);
    },
  );

  test('that says itself that it failed is told of with where it was', async () => {
    const status = await binds(async () => new Status('Error', 'Bind', 'no'));
    expect(status?.message).toBe('running Bind plugin "Bind": no');
  });

  test('that is wrong is not taken for one that is refused', async () => {
    await expect(binds(() => Promise.reject(new TypeError('a mistake')))).rejects.toThrow('a mistake');
  });

  test('that binds has nothing to say', async () => {
    expect(await binds(async () => undefined)).toBeUndefined();
  });

  test('that skips the pod leaves it to the next', async () => {
    const skips: Plugin = { name: 'Skips', bind: async () => 'skip' };
    const refuses: Plugin = {
      name: 'Refuses',
      bind: async () => new Status('Unschedulable', 'Refuses', 'no'),
    };
    const [sort, binder] = basics as [Plugin, Plugin];
    const bind = async (...plugins: Plugin[]) =>
      (await testFramework(rows(plugins)).binding.runBind(new CycleState(), web, 'n1'))?.message;
    expect([
      await bind(sort, skips, refuses, binder),
      await bind(sort, skips, binder, refuses),
      await bind(sort, skips),
    ]).toEqual(['no', undefined, 'no Bind plugin wanted the pod']);
  });
});

describe('pods that are nominated for a node', () => {
  /** How many pods the filter saw on the node, each time it was asked, and how many it knew of. */
  const seen: [number, number | undefined][] = [];
  const filter = (limit: number): Plugin => ({
    name: 'Limit',
    preFilter: (state) => void state.write('Limit', new Count(0)),
    addPod: (state) => void state.write('Limit', new Count((state.read<Count>('Limit')?.of ?? 0) + 1)),
    filter(state, _pod, { pods }) {
      seen.push([pods.size, state.read<Count>('Limit')?.of]);
      return pods.size >= limit ? new Status('Unschedulable', 'Limit', 'full') : undefined;
    },
  });
  const refusal = (limit: number, ...others: readonly [name: string, priority: number][]) => {
    seen.length = 0;
    const parts = testParts();
    const framework = testFramework(rows([...basics, filter(limit)]), parts);
    for (const [name, priority] of others) parts.nominator.set(podInfo(name, {}, { priority }), 'n1');
    const state = new CycleState();
    const next = podInfo('next', {}, { priority: 5 });
    framework.runPreFilter(state, next);
    return framework.runFilters(state, next, nodeInfo(node('n1')))?.message;
  };

  test('count there for pods that are not more important', () => {
    expect([refusal(1, ['equal', 5]), seen]).toEqual(['full', [[1, 101]]]);
    expect([refusal(2, ['more', 6], ['equal', 5]), seen]).toEqual(['full', [[2, 102]]]);
  });

  test('may as well not come: the pod must fit without them, too', () => {
    expect(refusal(2, ['equal', 5])).toBeUndefined();
    expect(seen).toEqual([
      [1, 101],
      [0, 0],
    ]);
  });

  test("are in nobody else's way: less important ones, the pod itself", () => {
    expect([refusal(1, ['less', 4], ['next', 5]), seen]).toEqual([undefined, [[0, 0]]]);
  });
});

describe('making room', () => {
  const diagnosis = { nodeCount: 1, nodes: [], statuses: [], plugins: new Set<string>() };
  const says = (code: StatusCode, name: string): Plugin => ({
    name,
    postFilter: () => ({ status: new Status(code, name, name) }),
  });
  const makes: Plugin = { name: 'Makes', postFilter: () => ({ nominatedNode: 'n1' }) };
  const run = (...plugins: Plugin[]) =>
    frameworkOf(...plugins).runPostFilter(new CycleState(), web, diagnosis);

  test('ends with the plugin that has made some', () => {
    expect(run(says('Unschedulable', 'A'), makes, says('Unschedulable', 'B'))).toEqual({
      nominatedNode: 'n1',
      message: '',
    });
  });

  test('ends with the plugin that says that none can be made, or that fails', () => {
    expect(run(says('UnschedulableAndUnresolvable', 'A'), makes)).toEqual({ message: 'A' });
    expect(run(says('Error', 'A'), makes)).toEqual({ message: 'A' });
  });

  test('that a nomination is over is told though others say more', () => {
    const clears: Plugin = {
      name: 'Clears',
      postFilter: () => ({ nominatedNode: '', status: new Status('Unschedulable', 'Clears', 'B') }),
    };
    expect(run(clears, says('Unschedulable', 'A'))).toEqual({ nominatedNode: '', message: 'B, A' });
    expect(run(clears, says('Error', 'A'))).toEqual({ message: 'A' });
  });

  test('all that was said of it is told', () => {
    expect(run(says('Unschedulable', 'A'), says('Unschedulable', 'B'))).toEqual({ message: 'A, B' });
    expect(run()).toEqual({ message: '', nominatedNode: '' });
  });
});

test('what would be with other pods is asked of the plugins that have looked at the pod, on copies', () => {
  const counts = (name: string, skips: boolean): Plugin => ({
    name,
    preFilter: (state) => {
      state.write(name, new Count(1));
      return skips ? 'skip' : undefined;
    },
    addPod: (state) => void state.write(name, new Count((state.read<Count>(name)?.of ?? 0) + 1)),
    removePod: () => new Status('Error', name, 'cannot be taken away'),
  });
  const framework = frameworkOf(counts('A', false), counts('B', true));
  const state = new CycleState();
  framework.runPreFilter(state, web);
  const copy = state.clone();
  expect(framework.runAddPod(copy, web, podInfo('other'), nodeInfo(node('n')))).toBeUndefined();
  const countsOf = (of: CycleState) => ['A', 'B'].map((name) => of.read<Count>(name)?.of);
  expect([countsOf(state), countsOf(copy)]).toEqual([
    [1, 1],
    [102, 101],
  ]);
  expect(framework.runRemovePod(copy, web, podInfo('other'), nodeInfo(node('n')))?.plugin).toBe('A');
});

test.each([
  [
    [basics[1]],
    'only one queue sort plugin required for profile with scheduler name "default-scheduler", but got 0',
  ],
  [[basics[0], { ...basics[0], name: 'Again' }, basics[1]], 'but got 2'],
  [[basics[0], basics[0], basics[1]], 'plugin "Sort" already registered as "QueueSortPlugin"'],
  [[basics[0]], 'at least one bind plugin is needed'],
])('there must be one plugin that sorts and one that binds', (plugins, message) => {
  expect(() => testFramework(rows(plugins as Plugin[]))).toThrow(message);
});
