import type { HeapItem } from '../../collections/index.ts';
import type { Cause, QueueReason } from '../../environment/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { SchedulerConfiguration } from '../configuration/configuration.ts';
import type { Queued } from '../framework/plugin.ts';

/** A pod that waits for a node. The queue owns it. Mirrors kubernetes pkg/scheduler/framework (QueuedPodInfo). */
export class QueuedPod implements Queued, HeapItem {
  info: PodInfo;
  /** When it came into the queue, or came back. */
  timestampMs: number;
  /** What brought it where it is. */
  causes: readonly Cause[];
  /** What moved it to where it is. */
  because: QueueReason = added;
  /** How often it was tried. */
  attempts = 0;
  /** How often no node would do, and how often in a row something failed. */
  unschedulableCount = 0;
  consecutiveErrors = 0;
  /** The newest revision of a node that was known when none would do; 0: it was not tried yet. */
  triedAtRevision = 0;
  /** Not tried before that. */
  backoffUntilMs = 0;
  /** Who turned it away the last time: only what may change their mind brings it back. */
  rejectedBy: ReadonlySet<string> = nobody;
  /** The last write of the pod, which the next waits for. */
  write: Promise<void> | undefined = undefined;
  heapIndex = -1;
  heapOrder = 0;
  readonly #sinceRevision: number;

  constructor(info: PodInfo, timestampMs: number, causes: readonly Cause[]) {
    this.info = info;
    this.timestampMs = timestampMs;
    this.causes = causes;
    this.#sinceRevision = Number(info.pod.metadata?.resourceVersion ?? 0);
  }

  /** It is tried again because of these. What was there before the pod has only been seen late: the pod itself is the reason still. */
  triedBecause(causes: readonly Cause[]): void {
    const news = causes.filter((cause) => !('revision' in cause) || cause.revision > this.#sinceRevision);
    if (news.length > 0) this.causes = news;
  }
}

const nobody: ReadonlySet<string> = new Set();

/** Mirrors kubernetes pkg/scheduler/framework (events.go), as the other names of what is no event of an object. */
const added: QueueReason = Object.freeze({ event: 'UnscheduledPodAdd' });

/** How long a pod waits after its first attempt, and at most. */
export type PodBackoff = Pick<SchedulerConfiguration, 'podInitialBackoffMs' | 'podMaxBackoffMs'>;

/** How long a pod waits after an attempt: doubled each time. Mirrors calculateBackoffDuration. */
export function backoffMs({ unschedulableCount, consecutiveErrors }: QueuedPod, backoff: PodBackoff): number {
  const count = consecutiveErrors > 0 ? consecutiveErrors : unschedulableCount;
  return count === 0 ? 0 : Math.min(backoff.podMaxBackoffMs, backoff.podInitialBackoffMs * 2 ** (count - 1));
}
