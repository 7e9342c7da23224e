import { appsV1, coreV1, type V1Node, type V1Pod } from '../../../api/index.ts';
import type { KubeObject, ResourceType } from '../../../apimachinery/index.ts';
import type { NodeInfo } from '../../../scheduler/cache/node-info.ts';
import { PodInfo } from '../../../scheduler/cache/pod-info.ts';
import { CycleState } from '../../../scheduler/framework/cycle-state.ts';
import type { PluginHandle } from '../../../scheduler/framework/handle.ts';
import type { Plugin, PluginFactory } from '../../../scheduler/framework/plugin.ts';
import { Status } from '../../../scheduler/framework/status.ts';
import { eventOf, hintOf, testParts } from '../../../scheduler/testing/frameworks.ts';

/** A cluster, and a pod that is to be placed: what one plugin is asked. */
export interface PluginCase {
  readonly args: unknown;
  readonly pod: V1Pod;
  readonly pods: readonly V1Pod[];
  readonly nodes: readonly V1Node[];
  /** Of other kinds. */
  readonly objects: readonly KubeObject[];
  /** The names of the nodes that are scored. */
  readonly candidates: readonly string[];
  /** What is tried out after the filters were asked. */
  readonly change?: { readonly pod: V1Pod; readonly node: string; readonly remove?: true };
}

interface Refusal {
  readonly code: string;
  readonly reasons?: readonly string[];
}

/** What it says of each node, before the change and after it, and how it scores the candidates. */
export interface PluginAnswer {
  readonly preFilter?: Refusal;
  readonly filter?: readonly (Refusal | null)[];
  readonly changed?: readonly (Refusal | null)[];
  readonly preScore?: Refusal;
  readonly raw?: readonly number[];
  readonly normalized?: readonly number[];
}

const kinds: readonly (readonly [kind: string, type: ResourceType])[] = [
  ['Namespace', coreV1.namespaces],
  ['Service', coreV1.services],
  ['ReplicationController', coreV1.replicationControllers],
  ['ReplicaSet', appsV1.replicaSets],
  ['StatefulSet', appsV1.statefulSets],
];

const skipped: Refusal = { code: 'Skip' };

/** What our plugin answers. */
export function answerOf<Args>(plugin: PluginFactory<Args>, asked: PluginCase): PluginAnswer {
  const parts = testParts(
    kinds.map(([kind, type]) => [type, asked.objects.filter((object) => object.kind === kind)]),
  );
  for (const node of asked.nodes) parts.snapshot.setNode(node);
  for (const [at, pod] of asked.pods.entries()) parts.snapshot.setPod(named(pod, `there-${at}`));
  // The judge's arguments are those of the plugin.
  const made = plugin(asked.args as Args, parts as unknown as PluginHandle);
  const pod = new PodInfo(named(asked.pod, 'asked'));
  const nodeOf: NodeOf = (name) => {
    const info = parts.snapshot.node(name ?? '');
    if (info === undefined) throw new Error(`there is no node ${name}`);
    return info;
  };
  return { ...filtered(made, pod, asked, nodeOf), ...scored(made, pod, asked, nodeOf) };
}

type NodeOf = (name: string | undefined) => NodeInfo;

function filtered(plugin: Plugin, pod: PodInfo, { nodes, change }: PluginCase, nodeOf: NodeOf): PluginAnswer {
  const state = new CycleState();
  const before = plugin.preFilter?.(state, pod);
  if (before === 'skip') return { preFilter: skipped };
  if (before instanceof Status) return { preFilter: refusal(before) ?? skipped };
  const ofAll = (of: CycleState) =>
    nodes.map(({ metadata }) => refusal(plugin.filter?.(of, pod, nodeOf(metadata?.name))));
  if (change === undefined) return { filter: ofAll(state) };
  const other = new PodInfo(named(change.pod, 'changed'));
  const copy = state.clone();
  const step = change.remove === true ? plugin.removePod : plugin.addPod;
  step?.(copy, pod, other, nodeOf(change.node));
  return { filter: ofAll(state), changed: ofAll(copy) };
}

function scored(plugin: Plugin, pod: PodInfo, { candidates }: PluginCase, nodeOf: NodeOf): PluginAnswer {
  const state = new CycleState();
  const nodes = candidates.map(nodeOf);
  if (plugin.preScore?.(state, pod, nodes) === 'skip') return { preScore: skipped };
  const raw = nodes.map((node) => plugin.score?.(state, pod, node) ?? 0);
  const normalized = [...raw];
  plugin.normalizeScore?.(state, pod, normalized);
  return { raw, normalized };
}

function refusal(status: Status | undefined): Refusal | null {
  return status === undefined ? null : { code: status.code, reasons: status.reasons };
}

function named(pod: V1Pod, uid: string): V1Pod {
  return { ...pod, metadata: { ...pod.metadata, uid: pod.metadata?.uid ?? uid } };
}

/** An event, and a pod that the plugin has turned away. */
export interface HintCase {
  readonly kind: 'Node' | 'Pod';
  readonly pod: V1Pod;
  readonly before?: V1Node & V1Pod;
  readonly after?: V1Node & V1Pod;
}

/** Whether our plugin has the pod tried again. */
export function hintFor(plugin: Plugin, { kind, pod, before, after }: HintCase): boolean {
  const known = (one: (V1Node & V1Pod) | undefined) =>
    one && { ...one, metadata: { ...one.metadata, uid: one.metadata?.uid ?? '' } };
  const action = before === undefined ? 'Add' : after === undefined ? 'Delete' : 'UpdateLabel';
  const event = eventOf(`${kind === 'Pod' ? 'AssignedPod' : kind}/${action}`, known(before), known(after));
  const hint = hintOf(plugin, `${event.resource}/${event.action}`);
  return hint?.(new PodInfo(known(pod as V1Node & V1Pod) ?? {}), event) ?? false;
}
