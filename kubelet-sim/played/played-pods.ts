import type { V1Pod } from '../../api/index.ts';

/** Pods that others play in the place of kubelets, as the API server has them. */
export interface PlayedPods {
  /** Of `namespace/name`; undefined: there is none on any node. */
  get(key: string): V1Pod | undefined;
  on(node: string): readonly V1Pod[];
  /** Calls back after each change of the pod, and when it is gone. Returns what ends that. */
  onChange(key: string, callback: () => void): () => void;
}
