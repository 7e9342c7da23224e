import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { coreV1, policyV1, type V1Node, type V1Pod, type V1PodDisruptionBudget } from '../../../api/index.ts';
import { PodInfo } from '../../../scheduler/cache/pod-info.ts';
import { CycleState } from '../../../scheduler/framework/cycle-state.ts';
import type { PluginHandle } from '../../../scheduler/framework/handle.ts';
import type { PluginEntry } from '../../../scheduler/framework/plugin.ts';
import { Status, type StatusCode } from '../../../scheduler/framework/status.ts';
import { type DefaultPreemptionArgs, defaultArgs } from '../../../scheduler/plugins/args.ts';
import { findCandidates } from '../../../scheduler/plugins/default-preemption/candidates.ts';
import { pickCandidate } from '../../../scheduler/plugins/default-preemption/pick-candidate.ts';
import { defaultPlugins } from '../../../scheduler/plugins/index.ts';
import { atOnce, testFramework, testParts } from '../../../scheduler/testing/frameworks.ts';
import { node } from '../../../scheduler/testing/objects.ts';

/**
 * `vectors/preemption.jsonl` has the cases that Kubernetes 1.36 tries its own preemption with, and what must come of them
 * (plugins/defaultpreemption: TestPostFilter, TestDryRunPreemption, TestSelectBestCandidate).
 */
const cases: readonly Case[] = readFileSync(
  new URL('../../vectors/preemption.jsonl', import.meta.url),
  'utf8',
)
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));

interface PostFilterCase {
  readonly kind: 'postFilter';
  readonly name: string;
  readonly pod: V1Pod;
  readonly pods: readonly V1Pod[];
  readonly budgets: readonly V1PodDisruptionBudget[];
  readonly nodes: readonly V1Node[];
  readonly statuses: Readonly<Record<string, StatusCode>>;
  readonly nominated: string | null;
  readonly code: StatusCode | 'Success';
  readonly message: string;
}

interface Found {
  readonly node: string;
  readonly victims: readonly string[];
  readonly violations: number;
}

interface DryRunCase {
  readonly kind: 'dryRun';
  readonly name: string;
  readonly args?: DefaultPreemptionArgs;
  readonly nodes: readonly string[];
  readonly preemptors: readonly V1Pod[];
  readonly pods: readonly V1Pod[];
  readonly budgets: readonly V1PodDisruptionBudget[];
  /** For each of the preemptors; and which node is the first to be looked at. */
  readonly expected: readonly (readonly Found[])[];
  readonly filterCalls: readonly number[];
  readonly offsets: readonly number[];
}

interface SelectCase {
  readonly kind: 'select';
  readonly name: string;
  readonly nodes: readonly string[];
  readonly pod: V1Pod;
  readonly pods: readonly V1Pod[];
  /** Any of these is right. */
  readonly expected: readonly string[];
}

type Case = PostFilterCase | DryRunCase | SelectCase;

const ofKind = <Kind extends Case['kind']>(kind: Kind) =>
  cases.filter((one): one is Extract<Case, { readonly kind: Kind }> => one.kind === kind);

/** Those that the cases with affinity and constraints are about. */
const spreading = ['InterPodAffinity', 'PodTopologySpread'];

/** Cannot say what would be on a node that is labelled so. */
const failing: PluginEntry = {
  name: 'test-plugin',
  plugin: () => {
    const fails = (what: string, { pod }: PodInfo, labels: Readonly<Record<string, string>>) =>
      labels.error === 'true'
        ? new Status('Error', 'test-plugin', `failed to ${what} pod: ${pod.metadata?.name}`)
        : undefined;
    return {
      name: 'test-plugin',
      preFilter: () => undefined,
      addPod: (_state, pod, _other, { labels }) => fails('add', pod, labels),
      removePod: (_state, pod, _other, { labels }) => fails('remove', pod, labels),
    };
  },
};

function scheduler(
  nodes: readonly V1Node[],
  pods: readonly V1Pod[],
  known: Parameters<typeof testParts>[0] = [],
) {
  const parts = testParts(known);
  for (const one of nodes) parts.snapshot.setNode(one);
  for (const one of pods) parts.snapshot.setPod(one);
  let handle: PluginHandle | undefined;
  let filterCalls = 0;
  const counting: PluginEntry = {
    name: 'Counting',
    plugin: (_args, given) => {
      handle = given;
      return { name: 'Counting', filter: () => void filterCalls++ };
    },
  };
  const names = ['PrioritySort', 'DefaultBinder', 'NodeResourcesFit', 'DefaultPreemption', ...spreading];
  const entries = defaultPlugins.filter(({ name }) => names.includes(name));
  const framework = testFramework([counting, failing, ...entries], parts);
  return { parts, framework, handle: handle as PluginHandle, filterCalls: () => filterCalls };
}

/** `node-a/zone1` is in that zone. */
function large(place: string): V1Node {
  const [hostname = '', zone] = place.split('/');
  const labels = { hostname, ...(zone !== undefined && { zone }) };
  return node(hostname, { cpu: '500m', memory: '500' }, {}, labels);
}

test.each(ofKind('postFilter'))('what is said: $name', (one) => {
  const known = [
    [coreV1.pods, [one.pod, ...one.pods]],
    [policyV1.podDisruptionBudgets, one.budgets],
  ] as const;
  const { parts, framework } = scheduler(one.nodes, one.pods, known);
  const info = new PodInfo(one.pod);
  const state = new CycleState();
  framework.runPreFilter(state, info);
  const nodes = parts.snapshot.nodes();
  const statuses = nodes.map(({ name }) => new Status(one.statuses[name] ?? 'Error', 'Test'));
  const diagnosis = { nodeCount: nodes.length, nodes, statuses, plugins: new Set<string>() };
  const { message, nominatedNode = null } = atOnce(framework.runPostFilter(state, info, diagnosis));
  expect({ message, nominatedNode }).toEqual({ message: one.message, nominatedNode: one.nominated });
});

test.each(ofKind('dryRun'))(
  'who would go: $name',
  ({ nodes, pods, budgets, args = defaultArgs.DefaultPreemption, ...one }) => {
    const { framework, parts, handle, filterCalls } = scheduler(nodes.map(large), pods);
    const total = { before: 0 };
    for (const [cycle, preemptor] of one.preemptors.entries()) {
      const info = new PodInfo(preemptor);
      const state = new CycleState();
      framework.runPreFilter(state, info);
      const random = { ...parts.environment.random, integer: () => one.offsets[cycle] ?? 0 };
      const environment = { ...parts.environment, clock: parts.environment.clock, random };
      const dryRun = findCandidates(state, info, parts.snapshot.nodes(), budgets, {
        ...handle,
        environment,
        ...args,
      });
      const found = dryRun.candidates.map(({ node, victims, violations }) => ({
        node,
        victims: victims.map(({ pod }) => pod.metadata?.name).sort(),
        violations,
      }));
      expect(found.sort((a, b) => (a.node < b.node ? -1 : 1))).toEqual(one.expected[cycle]);
      expect(filterCalls() - total.before).toBe(one.filterCalls[cycle]);
      total.before = filterCalls();
    }
  },
);

test.each(ofKind('select'))('where: $name', ({ nodes, pod, pods, expected }) => {
  const { framework, parts, handle } = scheduler(nodes.map(large), pods);
  const info = new PodInfo(pod);
  const state = new CycleState();
  framework.runPreFilter(state, info);
  const { candidates } = findCandidates(state, info, parts.snapshot.nodes(), [], {
    ...handle,
    ...defaultArgs.DefaultPreemption,
  });
  expect(expected).toContain(pickCandidate(candidates, parts.environment.clock.now())?.node);
});
