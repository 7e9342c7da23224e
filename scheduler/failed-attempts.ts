import type { V1Pod } from '../api/index.ts';
import { formatTime } from '../apimachinery/index.ts';
import { type Client, type Indexer, patchPodStatus } from '../client/index.ts';
import { changedPodCondition } from '../component-helpers/index.ts';
import type { Environment } from '../environment/index.ts';
import type { Outcome } from './attempts/tell-attempt.ts';
import { nominatedNodeOf } from './cache/nominator.ts';
import { causeOf, placeOf } from './event-handlers.ts';
import { countedByPlugin, type Diagnosis, fitErrorMessage } from './framework/diagnosis.ts';
import type { Status } from './framework/status.ts';
import { referenceTo } from './pod-reference.ts';
import type { Profiles } from './profiles.ts';
import type { QueuedPod } from './queue/queued-pod.ts';
import type { SchedulingQueue } from './queue/scheduling-queue.ts';
import { truncateMessage } from './truncate-message.ts';
import type { Writes } from './writes.ts';

/** Why a pod has no node. */
export interface Failure {
  /** Who turned it away; nobody: something failed. */
  readonly plugins: ReadonlySet<string>;
  readonly reason: 'Unschedulable' | 'SchedulerError';
  readonly message: string;
  /** What each node got that was looked at, if any was. */
  readonly diagnosis?: Diagnosis;
  /** Where it will fit when others have made way; '': nowhere. Absent: what was said of that stays. */
  readonly nominatedNode?: string;
}

export interface FailedAttemptsParts {
  readonly profiles: Profiles;
  readonly environment: Environment;
  readonly client: Client;
  readonly queue: SchedulingQueue;
  readonly pods: Indexer<V1Pod>;
  readonly writes: Writes;
}

/** What becomes of a pod that got no node. Mirrors kubernetes pkg/scheduler (handleSchedulingFailure). */
export class FailedAttempts {
  readonly #parts: FailedAttemptsParts;

  constructor(parts: FailedAttemptsParts) {
    this.#parts = parts;
  }

  /** The node it was to have was refused it: no other is asked, and nothing is tried to make room. */
  refused(queued: QueuedPod, status: Status): Outcome {
    if (!status.rejected) {
      const { message } = status;
      return this.handle(queued, { plugins: nobody, reason: 'SchedulerError', message, nominatedNode: '' });
    }
    const plugins = new Set([status.plugin]);
    const diagnosis: Diagnosis = { nodeCount: 1, nodes: [], statuses: [status], plugins };
    const message = fitErrorMessage(diagnosis);
    return this.handle(queued, { plugins, reason: 'Unschedulable', message, nominatedNode: '' });
  }

  /** Puts the pod back, unless it needs no node any more, and tells its owner why. */
  handle(queued: QueuedPod, failure: Failure): Outcome {
    const { queue, pods, profiles } = this.#parts;
    const { info } = queued;
    const { message } = failure;
    const pod = pods.get(info.key);
    if (
      pod?.metadata?.uid !== info.pod.metadata?.uid ||
      placeOf(pod ?? {}, profiles) !== 'waiting' ||
      pod === undefined
    ) {
      queue.drop(queued);
      return { record: undefined };
    }
    const record = this.#record(queued, failure);
    queue.addUnschedulable(queued, failure.plugins);
    // What the informer has told since the attempt began counts.
    queue.set(pod, causeOf(pod));
    queue.nominate(queued.info, failure.nominatedNode ?? nominatedNodeOf(pod));
    const { recorder } = profiles.of(pod);
    const [reason, action] = ['FailedScheduling', 'Scheduling'];
    recorder.eventOnce(referenceTo(pod), 'Warning', reason, action, truncateMessage(message), { record });
    this.#writeStatus(queued, pod, failure, record);
    return { record, message, nominatedNode: failure.nominatedNode };
  }

  #record({ info, causes }: QueuedPod, { message, diagnosis }: Failure): number {
    const { trace } = this.#parts.environment;
    if (!trace.enabled) return trace.skip();
    const rejected = diagnosis && countedByPlugin(diagnosis);
    return trace.record('schedule', { message, pod: info.key, ...(rejected && { rejected }) }, causes);
  }

  #writeStatus(
    queued: QueuedPod,
    pod: V1Pod,
    { reason, message, nominatedNode }: Failure,
    record: number,
  ): void {
    const { client, environment, writes } = this.#parts;
    const text = { type: 'PodScheduled', status: 'False', reason, message };
    const condition = changedPodCondition(pod, text, formatTime(environment.clock.now()));
    const nominates = nominatedNode !== undefined && nominatedNode !== nominatedNodeOf(pod);
    if (condition === undefined && !nominates) return;
    const status = {
      ...(condition && { conditions: [condition] }),
      ...(nominates && { nominatedNodeName: nominatedNode || null }),
    };
    const write = async () => {
      await patchPodStatus(client.withCause({ record }), pod, status);
    };
    writes.start('pod condition', write, queued);
  }
}

const nobody: ReadonlySet<string> = new Set();
