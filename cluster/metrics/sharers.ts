import type { V1Pod } from '../../api/index.ts';
import { declaredFor, type PodBehaviour, type PodBehaviours, serves } from '../../kubelet-sim/index.ts';

/** The pods of the cluster, as its API server knows them. */
export interface KnownPods {
  list(): readonly V1Pod[];
  /** Until it rises they stay the same. */
  readonly revision: number;
}

/** How many containers that serve share what a behaviour declares. They are counted when somebody asks, once a change of pods. */
export class Sharers {
  readonly #behaviours: PodBehaviours;
  readonly #pods: KnownPods;
  #counts: ReadonlyMap<PodBehaviour, number> = new Map();
  #revision = -1;

  constructor(behaviours: PodBehaviours, pods: KnownPods) {
    this.#behaviours = behaviours;
    this.#pods = pods;
  }

  of(behaviour: PodBehaviour): number {
    const { revision } = this.#pods;
    if (revision !== this.#revision) {
      this.#revision = revision;
      this.#counts = this.#counted(this.#pods.list());
    }
    return this.#counts.get(behaviour) ?? 0;
  }

  #counted(pods: readonly V1Pod[]): ReadonlyMap<PodBehaviour, number> {
    const counts = new Map<PodBehaviour, number>();
    for (const pod of pods.filter(serves)) {
      for (const container of pod.spec?.containers ?? []) {
        const found = declaredFor(this.#behaviours, pod, container, 'usage');
        if (found !== undefined) counts.set(found, (counts.get(found) ?? 0) + 1);
      }
    }
    return counts;
  }
}
