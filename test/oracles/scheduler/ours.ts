import type {
  ResourceV1ResourceClaim,
  V1DeviceRequest,
  V1DeviceRequestAllocationResult,
  V1Node,
  V1Pod,
} from '../../../api/index.ts';
import * as kinds from '../../../api/index.ts';
import type { KubeObject, ResourceType } from '../../../apimachinery/index.ts';
import type { AttemptFields, Candidate, PluginScores, RefusedNodes } from '../../../environment/index.ts';
import { type Outcome, tellAttempt } from '../../../scheduler/attempts/tell-attempt.ts';
import type { NodeInfo } from '../../../scheduler/cache/node-info.ts';
import { nominatedNodeOf } from '../../../scheduler/cache/nominator.ts';
import { PodInfo } from '../../../scheduler/cache/pod-info.ts';
import { defaultConfiguration } from '../../../scheduler/configuration/configuration.ts';
import { CycleState } from '../../../scheduler/framework/cycle-state.ts';
import { fitErrorMessage } from '../../../scheduler/framework/diagnosis.ts';
import { Framework } from '../../../scheduler/framework/framework.ts';
import type { Profile } from '../../../scheduler/framework/profile.ts';
import { NodeSelector, type Selection } from '../../../scheduler/framework/select-node.ts';
import type { Devices } from '../../../scheduler/plugins/dynamic-resources/devices.ts';
import { defaultPlugins } from '../../../scheduler/plugins/index.ts';
import { QueuedPod } from '../../../scheduler/queue/queued-pod.ts';
import { atOnce, testParts } from '../../../scheduler/testing/frameworks.ts';
import type { ClusterCase } from './cases.ts';

/** What is asked of the judge about a pod: the same that a record of an attempt says. */
export interface Decision {
  readonly pod: string;
  readonly feasible?: readonly string[];
  readonly refused?: Readonly<Record<string, object>>;
  readonly absent?: object;
  readonly scores?: readonly PluginScores[];
  readonly totals?: readonly number[];
  readonly ties?: readonly string[];
  readonly message?: string;
  readonly error?: string;
  readonly preempts?: Preempts;
  readonly devices?: Readonly<Record<string, readonly Given[]>>;
}

/** What a claim would get, and what is asked for where nobody has written it yet. */
interface Given {
  readonly claim: string;
  readonly requests?: readonly V1DeviceRequest[];
  readonly results?: readonly V1DeviceRequestAllocationResult[];
}

/** Who would go from where, and the nodes that are equally good for it: of ours the one that was taken. */
export interface Preempts {
  readonly candidates: Readonly<Record<string, object>>;
  readonly picked: readonly string[];
}

/** All kinds that plugins may ask for, by their names. */
const types: readonly ResourceType[] = [
  kinds.coreV1,
  kinds.storageV1,
  kinds.resourceV1,
  kinds.policyV1,
  kinds.appsV1,
].flatMap((group) => Object.values(group));

/** What plugins are given, where there are these objects. Nothing is written. */
export function knownParts(objects: readonly KubeObject[]): ReturnType<typeof testParts> {
  const known = testParts(types.map((type) => [type, objects.filter(({ kind }) => kind === type.kind)]));
  const { snapshot, nominator } = known;
  for (const node of objects.filter(({ kind }) => kind === 'Node')) snapshot.setNode(node as V1Node);
  for (const pod of podsAmong(objects)) {
    const nominated = nominatedNodeOf(pod);
    if (pod.spec?.nodeName !== undefined) snapshot.setPod(pod);
    else if (nominated !== '') nominator.set(new PodInfo(pod), nominated);
  }
  return { ...known, write: () => {} };
}

function podsAmong(objects: readonly KubeObject[]): readonly V1Pod[] {
  return objects.filter(({ kind }) => kind === 'Pod') as V1Pod[];
}

/** Decisions of our default profile about the pods of a case. */
export function decide({ objects, pending }: ClusterCase): readonly Decision[] {
  const parts = knownParts(objects);
  const { snapshot, environment } = parts;
  const pods = podsAmong(objects);
  const [profile] = defaultConfiguration.profiles;
  const framework = new Framework(defaultPlugins, profile as Profile, parts);
  const selector = new NodeSelector(environment);
  const reserved = recordReserved(parts.devices());
  return pending.map((name) => {
    const pod = pods.find(({ metadata }) => metadata?.name === name);
    if (pod === undefined) throw new Error(`there is no pod ${name}`);
    return attempt(name, new PodInfo(pod));
  });

  function attempt(name: string, info: PodInfo): Decision {
    const state = new CycleState();
    const scores: PluginScores[] = [];
    const nodes = snapshot.nodes();
    const selection = selector.select(framework, state, info, snapshot, scores);
    const outcome = { record: 1, ...outcomeOf(selection, state, info) };
    const told: AttemptFields[] = [];
    const end = environment.trace.follow(['attempt'], (record) => {
      if (record.kind === 'attempt') told.push(record.fields);
    });
    const queued = new QueuedPod(info, 0, []);
    const findings = { nodeCount: nodes.length, selection, scores };
    tellAttempt(environment.trace, queued, queued.because, findings, outcome);
    end();
    if ('failure' in selection) return { pod: name, error: selection.failure.message };
    const devices = 'node' in selection ? devicesOn(selection.feasible, state, info) : {};
    return {
      ...decisionOf(name, told[0] as AttemptFields),
      ...(Object.keys(devices).length > 0 && { devices }),
    };
  }

  function devicesOn(nodes: readonly NodeInfo[], state: CycleState, info: PodInfo) {
    const plugin = framework.points.reserve.find((one) => one.name === 'DynamicResources');
    const found = nodes.map((node) => {
      reserved.length = 0;
      if (plugin?.reserve?.(state, info, node.name) !== undefined) throw new Error('it cannot be reserved');
      plugin?.unreserve?.(state, info, node.name);
      return [node.name, reserved.map(givenTo)] as const;
    });
    return Object.fromEntries(found.filter(([, claims]) => claims.length > 0));
  }

  function outcomeOf(selection: Selection, state: CycleState, info: PodInfo): Omit<Outcome, 'record'> {
    if ('node' in selection) return { node: selection.node.name };
    if ('failure' in selection) return { message: selection.failure.message };
    const { diagnosis } = selection;
    const { message: said, ...room } = atOnce(framework.runPostFilter(state, info, diagnosis));
    return { message: fitErrorMessage(diagnosis, said), ...room };
  }
}

/** The claims that are about to be written, as they will be. */
function recordReserved({ claims }: Devices): ResourceV1ResourceClaim[] {
  const reserved: ResourceV1ResourceClaim[] = [];
  const begin = claims.begin.bind(claims);
  claims.begin = (claim) => {
    reserved.push(claim);
    begin(claim);
  };
  return reserved;
}

function givenTo({ metadata, spec, status }: ResourceV1ResourceClaim): Given {
  const isUnmade = metadata?.generateName !== undefined && metadata.resourceVersion === undefined;
  const { results = [] } = status?.allocation?.devices ?? {};
  const requests = spec.devices?.requests ?? [];
  return {
    claim: metadata?.name ?? '',
    ...(isUnmade && requests.length > 0 && { requests }),
    ...(results.length > 0 && { results }),
  };
}

/** As the judge says it: nodes in the order of their names, of plugins only those that tell nodes apart. */
function decisionOf(pod: string, attempt: AttemptFields): Decision {
  const { nodeCount, refused, absent, feasible, scores, message, candidates = [], nominatedNode } = attempt;
  const order = feasible
    .map((_, at) => at)
    .sort((a, b) => ((feasible[a] ?? '') < (feasible[b] ?? '') ? -1 : 1));
  const sorted = <T>(values: readonly T[]): T[] => order.map((at) => values[at] as T);
  const telling = scores
    .filter(({ normalized }) => normalized.some((score) => score !== normalized[0]))
    .map((one) => ({ ...one, raw: sorted(one.raw), normalized: sorted(one.normalized) }));
  const totals = order.map((_, at) =>
    telling.reduce((sum, { weight, normalized }) => sum + weight * (normalized[at] ?? 0), 0),
  );
  const names = sorted(feasible);
  const best = Math.max(...totals);
  const looked = byNode(refused);
  const wasNot = nodeCount > Object.keys(looked).length && names.length === 0 && absent !== undefined;
  return {
    pod,
    ...(names.length > 0 && { feasible: names }),
    ...(Object.keys(looked).length > 0 && { refused: looked }),
    ...(wasNot && { absent: { code: absent.code, reasons: absent.reasons } }),
    ...(telling.length > 0 && { scores: telling }),
    ...(names.length > 1 && { totals, ties: names.filter((_, at) => totals[at] === best) }),
    ...(message !== undefined && { message }),
    ...(candidates.length > 0 && {
      preempts: { candidates: victimsByNode(candidates), picked: [nominatedNode ?? ''] },
    }),
  };
}

function victimsByNode(candidates: readonly Candidate[]): Preempts['candidates'] {
  return Object.fromEntries(
    candidates.map(({ node, victims, violations }) => [
      node,
      { pods: victims.map((key) => key.split('/')[1] ?? ''), violations },
    ]),
  );
}

function byNode(refused: readonly RefusedNodes[]): Record<string, object> {
  const found: Record<string, object> = {};
  for (const { nodes, code, plugin, reasons } of refused) {
    for (const node of nodes) found[node] = { code, plugin, reasons };
  }
  return found;
}
