import type { V1Pod } from '../../../api/index.ts';
import { isObject } from '../../../apimachinery/index.ts';
import type { PluginScores } from '../../../environment/index.ts';
import { PodInfo } from '../../../scheduler/cache/pod-info.ts';
import { defaultConfiguration } from '../../../scheduler/configuration/configuration.ts';
import { schedulerConfiguration } from '../../../scheduler/configuration/scheduler-configuration.ts';
import type { CallExtender } from '../../../scheduler/extenders/call-extender.ts';
import { Extenders } from '../../../scheduler/extenders/extenders.ts';
import { selectWithExtenders } from '../../../scheduler/extenders/select-with-extenders.ts';
import { CycleState } from '../../../scheduler/framework/cycle-state.ts';
import { fitErrorMessage } from '../../../scheduler/framework/diagnosis.ts';
import { Framework } from '../../../scheduler/framework/framework.ts';
import type { Profile } from '../../../scheduler/framework/profile.ts';
import { NodeSelector, type Selection } from '../../../scheduler/framework/select-node.ts';
import { defaultPlugins } from '../../../scheduler/plugins/index.ts';
import type { ClusterCase } from './cases.ts';
import { knownParts } from './ours.ts';
import { type ManyNodes, nodesOf } from './random-nodes.ts';

/** Pods are tried one after the other, and each that finds a node counts from then on. */
export interface LargeCluster extends ClusterCase, ManyNodes {
  /** percentageOfNodesToScore */
  readonly percentage: number;
  /** Whether there is an extender, which goes by the numbers of nodes. */
  readonly extended: boolean;
}

/** Where a pod goes, of which nodes, in the order in which they were found. */
export interface Placement {
  readonly pod: string;
  readonly feasible?: string;
  /** How much more they got from plugins than the one with the least. */
  readonly totals?: readonly number[];
  readonly evaluated?: number;
  /** Of several that are equally good the one that the judge took. */
  readonly host?: string;
  readonly message?: string;
}

/** What our default profile does with the pods of a case. */
export async function placeAll(
  { objects, pending, percentage, extended, ...nodes }: LargeCluster,
  judged: readonly Placement[],
): Promise<readonly Placement[]> {
  const known = knownParts([...nodesOf(nodes), ...objects]);
  const { snapshot, environment } = known;
  const extenders = new Extenders(environment, extended ? configuration.extenders : [], answer);
  const parts = { ...known, extenders };
  const [profile] = defaultConfiguration.profiles;
  const framework = new Framework(
    defaultPlugins,
    { ...(profile as Profile), percentageOfNodesToScore: percentage },
    parts,
  );
  const selector = new NodeSelector(environment);
  const pods = new Map(
    objects.filter(({ kind }) => kind === 'Pod').map((pod) => [pod.metadata?.name, pod as V1Pod]),
  );
  const placed: Placement[] = [];
  for (const [at, name] of pending.entries())
    placed.push(await place(new PodInfo(pods.get(name) as V1Pod), name, judged[at]?.host));
  return placed;

  async function place(info: PodInfo, name: string, taken: string | undefined): Promise<Placement> {
    const state = new CycleState();
    const scores: PluginScores[] = [];
    const selection: Selection = extended
      ? await selectWithExtenders(extenders, selector, framework, state, info, snapshot, scores)
      : selector.select(framework, state, info, snapshot, scores);
    if ('failure' in selection) return { pod: name, message: selection.failure.message };
    if ('diagnosis' in selection) return { pod: name, message: fitErrorMessage(selection.diagnosis, '') };
    const { feasible, scores: sums, refused } = selection;
    const best = feasible.filter((_, at) => feasible.length === 1 || sums[at] === Math.max(...sums));
    const host = best.find((node) => node.name === taken)?.name ?? selection.node.name;
    const totals = feasible.map((_, at) =>
      scores.reduce((sum, { weight, normalized }) => sum + weight * (normalized[at] ?? 0), 0),
    );
    const found = {
      pod: name,
      feasible: feasible.map((node) => node.name).join(' '),
      ...(feasible.length > 1 && { totals: totals.map((total) => total - Math.min(...totals)) }),
      evaluated: feasible.length + refused.nodes.length,
      host,
    };
    const refusal = framework.binding.runReserve(state, info, host);
    if (refusal !== undefined) return { ...found, message: refusal.message };
    snapshot.assumePod(info, host);
    return found;
  }
}

const configuration = schedulerConfiguration({
  extenders: [
    {
      urlPrefix: 'http://e',
      filterVerb: 'filter',
      prioritizeVerb: 'prioritize',
      weight: 2,
      nodeCacheCapable: true,
    },
  ],
});

/** As the judge's extender. */
const answer: CallExtender = async ({ url, body }) => {
  const names = namesIn(body);
  const numberOf = (name: string) => Number(name.slice(1));
  if (!url.endsWith('/filter'))
    return { status: 200, body: names.map((Host) => ({ Host, Score: (numberOf(Host) * 7) % 11 })) };
  const NodeNames = names.filter((name) => numberOf(name) % 3 !== 0);
  const others = names.filter((name) => numberOf(name) % 3 === 0);
  const FailedNodes = Object.fromEntries(others.map((name) => [name, 'a multiple of three']));
  return { status: 200, body: { NodeNames, FailedNodes } };
};

function namesIn(body: object): readonly string[] {
  const names = isObject(body) ? (body.NodeNames ?? body.nodenames) : undefined;
  if (!Array.isArray(names)) throw new Error('no names of nodes');
  return names.map(String);
}
