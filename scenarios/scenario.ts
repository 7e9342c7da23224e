import type { KubeObject } from '../apimachinery/index.ts';
import type {
  BuiltInActors,
  DeclaredDevices,
  DeclaredMetrics,
  DeclaredNodeUsage,
  DeclaredStaticPod,
  KubeletConfiguration,
  PodBehaviours,
} from '../cluster/index.ts';
import type { Stage } from '../stages/index.ts';
import type { PreparedStep } from './prepared-step.ts';

/** What the addresses of simulated nodes suffice for, with some left for nodes that are started later. */
export const nodesMax = 3_000;

/** A scenario as its file says it, in Chainsaw's words where it has them. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly cluster: ScenarioCluster;
  readonly steps: readonly ScenarioStep[];
  /** The file it is from. */
  readonly file: string;
}

export interface ScenarioCluster extends BuiltInActors {
  readonly nodes: number;
  /** Capacity of each node; the kubelet's default where absent. */
  readonly capacity?: Readonly<Record<string, string>>;
  /** What drivers of devices offer on nodes. */
  readonly devices?: readonly DeclaredDevices[];
  /** What machines use besides pods. */
  readonly nodeUsage?: readonly DeclaredNodeUsage[];
  /** When kubelets evict pods. */
  readonly kubeletConfiguration?: KubeletConfiguration;
  /** The manifests that lie on nodes. */
  readonly staticPods?: readonly DeclaredStaticPod[];
  /** How pods behave, as data; the first that matches counts. */
  readonly behaviours?: PodBehaviours;
  /** What objects go through, as kwok's files have it. */
  readonly stages?: readonly Stage[];
  /** Metrics of objects and of what is outside the cluster, as autoscalers are told them. */
  readonly metrics?: DeclaredMetrics;
}

/** One step: a command whose argument was read with the scenario, files that it names included. */
export interface ScenarioStep extends PreparedStep {
  readonly description: string;
  readonly command: string;
}

/** Names an object, without its content. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** An object of a scenario's file: enough of it to be found, at least. */
export type ScenarioObject = KubeObject & { readonly apiVersion: string; readonly kind: string };

/** A scenario file is wrong. The message says where and what to do, in one line. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}
