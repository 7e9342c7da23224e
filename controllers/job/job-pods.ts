import { batchV1, type V1Job, type V1Pod } from '../../api/index.ts';
import { ignoreNotFound, keyOf, type LabelMatcher } from '../../apimachinery/index.ts';
import type { SharedInformer } from '../../client/index.ts';
import { isPodReady } from '../../component-helpers/index.ts';
import { carryOutClaims, decideClaims } from '../kit/claim.ts';
import { allOrphanPodsIn } from '../kit/controller-index.ts';
import type { OwnerLook } from '../kit/pod-control.ts';
import { createPod, deletePod } from '../kit/pod-writes.ts';
import { slowStartBatch, slowStartInitialBatchSize } from '../kit/slow-start-batch.ts';
import type { JobMemory } from './job-memory.ts';
import type { IndexObservation } from './observe-indexes.ts';
import { podOfIndexedJob, podOfJob, withIndex } from './pod-of-job.ts';
import { uidOf } from './pod-state.ts';
import { isTracked, podsOfJob, trackingFinalizer, untrack } from './tracked-pods.ts';

/** What came of doing something to several pods. */
export interface PodsDone {
  readonly count: number;
  /** How many of them were ready. */
  readonly ready: number;
  /** The first failure. */
  readonly error?: unknown;
}

/** What a job does to its pods; what it asks for is remembered until it is seen. */
export class JobPods {
  readonly #pods: SharedInformer<V1Pod>;
  readonly #memory: JobMemory;

  constructor(pods: SharedInformer<V1Pod>, memory: JobMemory) {
    this.#pods = pods;
    this.#memory = memory;
  }

  /** The pods of the job, with matching orphans taken and others let go. Mirrors kubernetes pkg/controller/job (getPodsForJob). */
  async claim({ key, owner, client }: OwnerLook<V1Job>, matcher: LabelMatcher): Promise<readonly V1Pod[]> {
    const { indexer, type } = this.#pods;
    const orphans = allOrphanPodsIn(indexer, owner.metadata?.namespace ?? '');
    const claims = decideClaims(owner, matcher, podsOfJob(indexer, owner), orphans);
    return carryOutClaims(
      {
        client,
        type,
        owner,
        ownerType: batchV1.jobs,
        finalizers: [trackingFinalizer],
        onWrite: (pod) => this.#wrote(key, pod),
      },
      claims,
    );
  }

  /** Creates a pod for each index, slowly at first. */
  async create(
    look: OwnerLook<V1Job>,
    indexes: readonly (number | undefined)[],
    observed: IndexObservation | undefined,
  ): Promise<PodsDone> {
    const { key, owner, client, report } = look;
    const { expectations } = this.#memory;
    const template = observed === undefined ? podOfJob(owner) : podOfIndexedJob(owner);
    const wanted = indexes.map((index) => {
      if (observed === undefined || index === undefined) return template;
      return withIndex(template, owner, index, observed);
    });
    expectations.setExpectations(key, wanted.length, []);
    const { successes, error } = await slowStartBatch(wanted, slowStartInitialBatchSize, async (pod) => {
      const created = await createPod(client, report, pod);
      if (created !== undefined) this.#wrote(key, created);
    });
    for (let failed = successes; failed < wanted.length; failed++) expectations.creationObserved(key);
    return { count: successes, ready: 0, ...(error !== undefined && { error }) };
  }

  /** Deletes pods that are not to be counted: they are let go first. Mirrors kubernetes pkg/controller/job (deleteJobPods). */
  async remove(look: OwnerLook<V1Job>, pods: readonly V1Pod[]): Promise<PodsDone> {
    const { key, client, report } = look;
    const { expectations } = this.#memory;
    expectations.setExpectations(key, 0, pods.map(keyOf));
    return forAll(pods, async (pod) => {
      try {
        if (isTracked(pod)) this.#wrote(key, await untrack(client, pod));
        await deletePod(client, report, pod);
      } catch (error) {
        expectations.deletionObserved(key, keyOf(pod));
        ignoreNotFound(error);
      }
    });
  }

  /** Deletes the pods of a job that ends: they are counted, and let go then. Mirrors kubernetes pkg/controller/job (deleteActivePods). */
  end({ client, report }: OwnerLook<V1Job>, pods: readonly V1Pod[]): Promise<PodsDone> {
    return forAll(pods, (pod) => deletePod(client, report, pod).catch(ignoreNotFound));
  }

  /** Lets pods go that the status names. Mirrors kubernetes pkg/controller/job (removeTrackingFinalizerFromPods). */
  async release(
    { key, client }: OwnerLook<V1Job>,
    pods: readonly V1Pod[],
  ): Promise<{ readonly uids: ReadonlySet<string>; readonly error?: unknown }> {
    const uids = new Set<string>();
    for (const pod of pods) this.#memory.releases(key, uidOf(pod));
    const { error } = await forAll(pods, async (pod) => {
      try {
        this.#wrote(key, await untrack(client, pod));
      } catch (failure) {
        this.#memory.releaseSeen(key, uidOf(pod));
        ignoreNotFound(failure);
      }
      uids.add(uidOf(pod));
    });
    return { uids, ...(error !== undefined && { error }) };
  }

  #wrote(key: string, pod: V1Pod): void {
    this.#memory.ownWrites.wrote(key, this.#pods, pod);
  }
}

/** All at once. */
async function forAll(pods: readonly V1Pod[], act: (pod: V1Pod) => Promise<unknown>): Promise<PodsDone> {
  const results = await Promise.allSettled(pods.map(act));
  const failure = results.find((result) => result.status === 'rejected');
  const done = pods.filter((_, at) => results[at]?.status === 'fulfilled');
  return {
    count: done.length,
    ready: done.filter(isPodReady).length,
    ...(failure !== undefined && { error: failure.reason }),
  };
}
