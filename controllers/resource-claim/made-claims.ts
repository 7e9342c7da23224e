import type { ResourceV1ResourceClaim, V1Pod } from '../../api/index.ts';
import type { Indexer } from '../../client/index.ts';
import { LruMap } from '../../collections/index.ts';
import { podClaimAnnotation } from '../../component-helpers/index.ts';
import type { Clock } from '../../environment/index.ts';
import { controlledBy } from '../kit/controller-index.ts';

/** Upstream's own bounds. */
const rememberedMax = 100;
const rememberedMs = 3_600_000;

interface Made {
  readonly name: string;
  readonly untilMs: number;
}

/**
 * The claims that were made for pods: those that the informer has, and those that were just made and are not seen yet.
 * What was seen to go is remembered, too: a claim that somebody deleted is made again after an hour only, and one whose pod
 * has ended is not made and deleted in turns. Mirrors client-go tools/cache (MutationCache), as resourceclaim uses it.
 */
export class MadeClaims {
  readonly #clock: Clock;
  readonly #claims: Indexer<ResourceV1ResourceClaim>;
  readonly #made = new LruMap<string, Made>(rememberedMax);

  /** The claims are to be indexed by their controllers. */
  constructor(clock: Clock, claims: Indexer<ResourceV1ResourceClaim>) {
    this.#clock = clock;
    this.#claims = claims;
  }

  /** The name of the claim that was made for an entry of the pod. */
  nameOf(pod: V1Pod, entryName: string): string | undefined {
    const key = keyOf(pod, entryName);
    const seen = controlledBy(this.#claims, pod.metadata?.uid ?? '').find(
      ({ metadata }) => metadata?.annotations?.[podClaimAnnotation] === entryName,
    );
    if (seen !== undefined) {
      this.#made.delete(key);
      return seen.metadata?.name;
    }
    const made = this.#made.get(key);
    return made !== undefined && made.untilMs > this.#clock.now() ? made.name : undefined;
  }

  made(pod: V1Pod, entryName: string, { metadata }: ResourceV1ResourceClaim): void {
    const untilMs = this.#clock.now() + rememberedMs;
    this.#made.set(keyOf(pod, entryName), { name: metadata?.name ?? '', untilMs });
  }
}

function keyOf({ metadata }: V1Pod, entryName: string): string {
  return `${metadata?.uid}/${entryName}`;
}
