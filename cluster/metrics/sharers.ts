import type { V1Pod } from '../../api/index.ts';
import type { AggregatedRequest } from '../../apiserver/index.ts';
import { declaredFor, type PodBehaviour, type PodBehaviours, serves } from '../../kubelet-sim/index.ts';

/** How many containers that serve share what a behaviour declares. They are counted when somebody asks, once a change of pods. */
export class Sharers {
  readonly #behaviours: PodBehaviours;
  #counts: ReadonlyMap<PodBehaviour, number> = new Map();
  #revision = -1;

  constructor(behaviours: PodBehaviours) {
    this.#behaviours = behaviours;
  }

  of(behaviour: PodBehaviour, request: AggregatedRequest): number {
    const revision = request.changedRevision('', 'pods');
    if (revision !== this.#revision) {
      this.#revision = revision;
      this.#counts = this.#counted(request.list('', 'pods', ''));
    }
    return this.#counts.get(behaviour) ?? 0;
  }

  #counted(pods: readonly V1Pod[]): ReadonlyMap<PodBehaviour, number> {
    const counts = new Map<PodBehaviour, number>();
    for (const pod of pods.filter(serves)) {
      for (const container of pod.spec?.containers ?? []) {
        const found = declaredFor(this.#behaviours, pod, container);
        if (found !== undefined) counts.set(found, (counts.get(found) ?? 0) + 1);
      }
    }
    return counts;
  }
}
