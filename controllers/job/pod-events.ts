import type { V1Job, V1Pod } from '../../api/index.ts';
import { controllerOf, deepEqual, keyOf } from '../../apimachinery/index.ts';
import type { SharedInformer, WorkQueue } from '../../client/index.ts';
import {
  type CreateEvent,
  causeOf,
  type DeleteEvent,
  type EventHandler,
  type UpdateEvent,
} from '../../controller-runtime/index.ts';
import { isJobFinished } from '../kit/finished-job.ts';
import { adopterKeys, ownerKey } from '../kit/owner-events.ts';
import type { JobMemory } from './job-memory.ts';
import { batchMs } from './job-reconciler.ts';
import { uidOf } from './pod-state.ts';
import { isTracked } from './tracked-pods.ts';

/**
 * What happens to a pod wakes its job, a moment later, and ticks off what the job waits for. A pod that no job will let go
 * any more is an orphan. Mirrors kubernetes pkg/controller/job (addPod, updatePod, deletePod).
 */
export class PodEvents implements EventHandler<V1Pod> {
  readonly #jobs: SharedInformer<V1Job>;
  readonly #memory: JobMemory;
  readonly #onOrphan: (pod: V1Pod) => void;

  constructor(jobs: SharedInformer<V1Job>, memory: JobMemory, onOrphan: (pod: V1Pod) => void) {
    this.#jobs = jobs;
    this.#memory = memory;
    this.#onOrphan = onOrphan;
  }

  create({ object: pod }: CreateEvent<V1Pod>, queue: WorkQueue<string>): void {
    // After a restart a pod may show up for the first time when it is being deleted already.
    if (pod.metadata?.deletionTimestamp !== undefined) this.#deleted(pod, false, queue);
    else if (controllerOf(pod) === undefined) this.#orphaned(pod, queue);
    else this.#created(pod, queue);
  }

  update({ oldObject: old, object: pod }: UpdateEvent<V1Pod>, queue: WorkQueue<string>): void {
    if (old.metadata?.resourceVersion === pod.metadata?.resourceVersion) return;
    if (pod.metadata?.deletionTimestamp !== undefined) {
      this.#deleted(pod, false, queue);
      return;
    }
    const [reference, oldReference] = [controllerOf(pod), controllerOf(old)];
    const ownerChanged = reference !== oldReference && !deepEqual(reference, oldReference);
    if (ownerChanged && oldReference !== undefined) this.#changed(old, pod, queue);
    if (reference !== undefined) this.#changed(pod, pod, queue);
    else if (ownerChanged || !deepEqual(pod.metadata?.labels, old.metadata?.labels))
      this.#orphaned(pod, queue);
    else if (isTracked(pod)) this.#onOrphan(pod);
  }

  delete({ object: pod }: DeleteEvent<V1Pod>, queue: WorkQueue<string>): void {
    this.#deleted(pod, true, queue);
  }

  #created(pod: V1Pod, queue: WorkQueue<string>): void {
    const key = this.#jobKey(pod);
    if (key === undefined) return;
    this.#memory.expectations.creationObserved(key);
    queue.addAfter(key, batchMs, causeOf(pod));
  }

  /** The job that controls `of`, which is the pod now or before. */
  #changed(of: V1Pod, pod: V1Pod, queue: WorkQueue<string>): void {
    const key = this.#jobKey(of);
    if (key === undefined) return;
    if (!isTracked(pod)) this.#memory.releaseSeen(key, uidOf(pod));
    queue.addAfter(key, batchMs, causeOf(pod));
  }

  #orphaned(pod: V1Pod, queue: WorkQueue<string>): void {
    if (isTracked(pod)) this.#onOrphan(pod);
    const selecting = { owners: this.#jobs, selectorOf: ({ spec }: V1Job) => spec?.selector };
    for (const key of adopterKeys(selecting, pod)) queue.addAfter(key, batchMs, causeOf(pod));
  }

  #deleted(pod: V1Pod, isGone: boolean, queue: WorkQueue<string>): void {
    const key = this.#jobKey(pod);
    const job = key === undefined ? undefined : this.#jobs.indexer.get(key);
    if (key === undefined || job === undefined || isJobFinished(job)) {
      if (isTracked(pod)) this.#onOrphan(pod);
      return;
    }
    this.#memory.expectations.deletionObserved(key, keyOf(pod));
    if (isGone || !isTracked(pod)) this.#memory.releaseSeen(key, uidOf(pod));
    queue.addAfter(key, batchMs, causeOf(pod));
  }

  #jobKey(pod: V1Pod): string | undefined {
    const reference = controllerOf(pod);
    return reference && ownerKey(this.#jobs, pod, reference);
  }
}
