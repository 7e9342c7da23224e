import type { V1PodSpec, V1Volume } from '../../../../api/index.ts';
import type { ObjectMeta } from '../../../../apimachinery/index.ts';

/** Where a pod's spec stands. */
export interface PodContext {
  /** It is a pod's own, not a template's: some things are asked only of pods. */
  readonly isPod: boolean;
  /** The pod's, where it is a pod. */
  readonly metadata?: ObjectMeta;
}

/** What of a pod its containers are checked against. */
export interface ContainerContext extends PodContext {
  readonly spec: V1PodSpec;
  /** The volumes that are well. */
  readonly volumes: ReadonlyMap<string, V1Volume>;
  readonly claimNames: ReadonlySet<string>;
}
