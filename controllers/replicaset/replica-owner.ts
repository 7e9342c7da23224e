import type { V1LabelSelector, V1PodTemplateSpec, V1ReplicaSetStatus } from '../../api/index.ts';
import type { KubeObject, ResourceType } from '../../apimachinery/index.ts';

/** An object that wants so many pods: a ReplicaSet, or a ReplicationController, which was there before it. */
export interface ReplicaOwner extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly template?: V1PodTemplateSpec;
  };
  readonly status?: V1ReplicaSetStatus;
}

/** What one kind of them has of its own. */
export interface ReplicaKind<O extends ReplicaOwner> {
  readonly type: ResourceType<O>;
  /** The name of its controller: in logs, and as who tells of what it does. */
  readonly controller: string;
  readonly component: string;
  readonly selectorOf: (owner: O) => V1LabelSelector | undefined;
  /** Whether its status says how many pods are being deleted. */
  readonly tellsTerminating: boolean;
}
