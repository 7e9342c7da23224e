import { describe, expect, test } from 'vitest';
import { coreV1, schedulingV1, type V1Node, type V1Pod } from '../../api/index.ts';
import { schedulerConfiguration } from '../configuration/scheduler-configuration.ts';
import type { Extender } from '../configuration/v1.ts';
import { container, node, pod } from '../testing/objects.ts';
import { openWorld, type ScheduledWorld } from '../testing/scheduled-world.ts';
import type { CallExtender } from './call-extender.ts';

interface Asked {
  readonly Pod: V1Pod;
  readonly Nodes: { readonly items: readonly V1Node[] } | null;
  readonly NodeNames: readonly string[] | null;
}

/** What each verb answers; what it throws is no answer. */
type Answers = Readonly<Record<string, (asked: Asked, host: string) => unknown>>;

/** A world with extenders at `http://a`, `http://b`, ..., which notes who was asked what. */
async function open(extenders: readonly Omit<Extender, 'urlPrefix'>[], answers: Answers) {
  const asked: string[] = [];
  const callExtender: CallExtender = async ({ url, body }) => {
    const [, host = '', verb = ''] = /^http:\/\/(\w)\/(\w+)$/.exec(url) ?? [];
    const question = body as Asked;
    asked.push(`${host} ${verb} ${question.NodeNames?.join(',') ?? ''}`.trimEnd());
    const answer = answers[verb]?.(question, host);
    return { status: answer === undefined ? 404 : 200, body: answer };
  };
  const configuration = schedulerConfiguration({
    extenders: extenders.map((one, at) => ({ urlPrefix: `http://${'abc'[at]}/`, ...one })),
  });
  const world = await openWorld({ configuration, callExtender });
  for (const name of ['node-1', 'node-2', 'node-3']) await world.create(node(name, offers));
  return { world, asked };
}

/** Makes a pod whose attempts fail: it is tried again and again. */
async function tryOne({ simulation, client, pod: podOf }: ScheduledWorld): Promise<string | undefined> {
  await simulation.complete(() => client.create(coreV1.pods, pod('web')));
  await simulation.runFor(5_000);
  const { conditions = [] } = (await podOf('web')).status ?? {};
  expect(conditions[0]?.reason).toBe('SchedulerError');
  return conditions[0]?.message;
}

const offers = { cpu: '4', memory: '8Gi', 'a.io/gpu': '1' };

const nodeOf = async ({ pod: podOf }: ScheduledWorld, name: string) => (await podOf(name)).spec?.nodeName;
const byName = { nodeCacheCapable: true, filterVerb: 'filter' };
const only =
  (...names: readonly string[]) =>
  ({ NodeNames }: Asked) => ({ nodenames: NodeNames?.filter((name) => names.includes(name)) });

describe('filter', () => {
  test('leaves each extender the nodes that those before it have left', async () => {
    const filter = (asked: Asked, host: string) =>
      only(...(host === 'a' ? ['node-1', 'node-2'] : ['node-2']))(asked);
    const { world, asked } = await open([byName, byName], { filter });
    await world.create(pod('web'));
    expect(await nodeOf(world, 'web')).toBe('node-2');
    expect(asked).toEqual([
      expect.stringMatching(/^a filter (node-\d,?){3}$/),
      expect.stringMatching(/^b filter (node-[12],?){2}$/),
    ]);
  });

  test('says why nodes will not do; whatever happens may change its mind', async () => {
    let answer: object = {
      NodeNames: [],
      FailedNodes: { 'node-1': 'too warm', 'node-2': 'too warm' },
      FailedAndUnresolvableNodes: { 'node-3': 'on fire' },
    };
    const { world } = await open([byName], { filter: () => answer });
    await world.create(pod('web'));
    expect((await world.pod('web')).status?.conditions?.[0]).toMatchObject({
      reason: 'Unschedulable',
      message:
        '0/3 nodes are available: 1 on fire, 2 too warm. no new claims to deallocate, preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.',
    });
    answer = { NodeNames: ['node-3'] };
    await world.patchNode('node-1', { metadata: { labels: { any: 'thing' } } });
    await world.simulation.runFor(10_000);
    expect(await nodeOf(world, 'web')).toBe('node-3');
  });

  test('is told whole nodes where the extender knows none, without their kind', async () => {
    let first: Asked | undefined;
    const filter = (asked: Asked) => {
      first ??= asked;
      return { Nodes: { items: asked.Nodes?.items.filter(({ metadata }) => metadata?.name === 'node-2') } };
    };
    const { world } = await open([{ filterVerb: 'filter' }], { filter });
    await world.create(pod('web'));
    expect(await nodeOf(world, 'web')).toBe('node-2');
    expect(first?.NodeNames).toBeNull();
    expect(first?.Nodes?.items.map(({ kind, metadata }) => [kind, metadata?.name])).toContainEqual([
      undefined,
      'node-2',
    ]);
    expect([first?.Pod.kind, first?.Pod.metadata?.name, first?.Pod.metadata?.managedFields]).toEqual([
      undefined,
      'web',
      undefined,
    ]);
  });

  test.each<[string, Answers, string]>([
    ['answers nothing', {}, 'failed filter with extender at URL http://a/filter, code 404'],
    ['says what went wrong', { filter: () => ({ Error: 'no idea' }) }, 'no idea'],
    [
      'cannot be reached',
      {
        filter: () => {
          throw new Error('dial tcp 127.0.0.1:1: connect: connection refused');
        },
      },
      'Post "http://a/filter": dial tcp 127.0.0.1:1: connect: connection refused',
    ],
    [
      'names a node it was not asked about',
      { filter: () => ({ NodeNames: ['node-9'] }) },
      'extender "http://a/" claims a filtered node "node-9" which is not found in the input node list',
    ],
  ])('that %s fails the attempt, unless it may', async (_, answers, message) => {
    const { world } = await open([byName], answers);
    expect(await tryOne(world)).toBe(message);
    const may = await open([{ ...byName, ignorable: true }], answers);
    await may.world.create(pod('web'));
    expect(await nodeOf(may.world, 'web')).toMatch(/^node-/);
  });

  test('that takes too long is given up', async () => {
    const configuration = schedulerConfiguration({
      extenders: [{ urlPrefix: 'http://a', filterVerb: 'f', httpTimeout: '2s' }],
    });
    const world = await openWorld({ configuration, callExtender: () => new Promise(() => {}) });
    await world.create(node('node-1'));
    expect(await tryOne(world)).toBe(
      'Post "http://a/f": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    );
  });

  test('is not asked of pods that are not its business', async () => {
    const resources = { requests: { 'a.io/gpu': '1' }, limits: { 'a.io/gpu': '1' } };
    const gpuPod = pod('wants', {}, { containers: [container('main', {}, { resources })] });
    const managedResources = [{ name: 'a.io/gpu' }];
    const { world, asked } = await open([{ ...byName, managedResources }], { filter: only('node-3') });
    await world.create(pod('plain'));
    expect(asked).toEqual([]);
    await world.create(gpuPod);
    expect([asked.length, await nodeOf(world, 'wants')]).toEqual([1, 'node-3']);
  });
});

test('what extenders give is counted as their weights say; who fails gives nothing', async () => {
  const gives = (list: Readonly<Record<string, number>>) =>
    Object.entries(list).map(([Host, Score]) => ({ Host, Score }));
  const prioritize = (_asked: Asked, host: string) =>
    ({ a: gives({ 'node-1': 10, 'node-3': 2 }), b: gives({ 'node-3': 9 }), c: undefined })[host];
  const scores = { nodeCacheCapable: true, prioritizeVerb: 'prioritize' };
  const { world } = await open(
    [
      { ...scores, weight: 1 },
      { ...scores, weight: 5 },
      { ...scores, weight: 9 },
    ],
    { prioritize },
  );
  await world.create(pod('web'));
  expect(await nodeOf(world, 'web')).toBe('node-3');
  const record = world.trace.find(({ kind, fields }) => kind === 'schedule' && 'node' in fields);
  const [best, second, third] = (
    record as unknown as { fields: { scores: { node: string; score: number }[] } }
  ).fields.scores;
  expect([best?.node, second?.node]).toEqual(['node-3', 'node-1']);
  expect([(best?.score ?? 0) - (third?.score ?? 0), (second?.score ?? 0) - (third?.score ?? 0)]).toEqual([
    470, 100,
  ]);
});

test('an extender that binds does it in the place of the plugins', async () => {
  const bound: object[] = [];
  const { world } = await open([{ bindVerb: 'bind' }], {
    bind: (asked) => bound.push(asked) && { Error: 'not today' },
  });
  expect(await tryOne(world)).toBe('not today');
  expect(bound[0]).toMatchObject({
    PodName: 'web',
    PodNamespace: 'default',
    Node: expect.stringMatching(/^node-/),
  });
  expect(await nodeOf(world, 'web')).toBeUndefined();
});

describe('preempt', () => {
  const full = { cpu: '4' };
  const over = (name: string) => pod(name, full, { priorityClassName: 'high' });
  const preempts = { nodeCacheCapable: true, preemptVerb: 'preempt' };
  type Victims = Readonly<Record<string, { Pods: { UID: string }[]; NumPDBViolations: number }>>;
  const fill = async (world: ScheduledWorld) => {
    const high = { metadata: { name: 'high' }, value: 100 };
    await world.simulation.complete(() => world.client.create(schedulingV1.priorityClasses, high));
    for (const name of ['one', 'two', 'three']) await world.create(pod(name, full));
  };

  test('takes out candidates', async () => {
    let wanted = '';
    const preempt = (asked: unknown) => {
      const { NodeNameToMetaVictims: all } = asked as { NodeNameToMetaVictims: Victims };
      return { NodeNameToMetaVictims: { [wanted]: all[wanted] } };
    };
    const { world } = await open([preempts], { preempt });
    await fill(world);
    wanted = (await nodeOf(world, 'two')) ?? '';
    await world.create(over('vip'));
    expect((await world.pod('vip')).status?.nominatedNodeName).toBe(wanted);
  });

  test('without victims is no candidate, where the extender may fail', async () => {
    let wanted = '';
    const preempt = (asked: unknown) => {
      const { NodeNameToMetaVictims: all } = asked as { NodeNameToMetaVictims: Victims };
      const others = Object.keys(all).map((name) => [name, { Pods: [], NumPDBViolations: 0 }]);
      return { NodeNameToMetaVictims: { ...Object.fromEntries(others), [wanted]: all[wanted] } };
    };
    const { world } = await open([{ ...preempts, ignorable: true }], { preempt });
    await fill(world);
    wanted = (await nodeOf(world, 'two')) ?? '';
    await world.create(over('vip'));
    expect((await world.pod('vip')).status?.nominatedNodeName).toBe(wanted);
  });

  test('leaves none', async () => {
    const { world } = await open([preempts], { preempt: () => ({ NodeNameToMetaVictims: {} }) });
    await fill(world);
    await world.create(over('vip'));
    expect((await world.pod('vip')).status?.conditions?.[0]?.message).toBe(
      '0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: no candidate node for preemption',
    );
  });
});

test('where nothing says who answers, that is said', async () => {
  const configuration = schedulerConfiguration({ extenders: [{ urlPrefix: 'http://a', filterVerb: 'f' }] });
  const world = await openWorld({ configuration });
  await world.create(node('node-1'));
  expect(await tryOne(world)).toContain('nothing is reached from here; callExtender');
});
