import type { Environment } from '../environment/index.ts';
import type { PlaceTeller } from './attempts/tell-place.ts';
import type { SchedulerCache } from './cache/cache.ts';
import type { FailedAttempts } from './failed-attempts.ts';
import type { CycleState } from './framework/cycle-state.ts';
import type { Status } from './framework/status.ts';
import type { WaitingPod, WaitingPods } from './framework/waiting-pods.ts';
import { referenceTo } from './pod-reference.ts';
import type { Profiles } from './profiles.ts';
import type { QueuedPod } from './queue/queued-pod.ts';
import type { SchedulingQueue } from './queue/scheduling-queue.ts';
import type { Writes } from './writes.ts';

export interface BindingCycleParts {
  readonly environment: Environment;
  readonly profiles: Profiles;
  readonly cache: SchedulerCache;
  readonly queue: SchedulingQueue;
  readonly waitingPods: WaitingPods;
  readonly writes: Writes;
  readonly failed: FailedAttempts;
  readonly tell: PlaceTeller;
}

/** A pod and the node that was found for it. */
export interface Placement {
  readonly queued: QueuedPod;
  readonly state: CycleState;
  readonly nodeName: string;
}

/**
 * Brings a pod that is counted as placed onto its node, while the next one is tried. What fails takes all back: the
 * reservations and the place. Mirrors kubernetes pkg/scheduler (runBindingCycle).
 */
export class BindingCycle {
  readonly #parts: BindingCycleParts;

  constructor(parts: BindingCycleParts) {
    this.#parts = parts;
  }

  start(placement: Placement, waiting: WaitingPod | undefined): void {
    if (waiting === undefined) this.#permitted(placement);
    else this.#wait(placement, waiting);
  }

  #wait(placement: Placement, waiting: WaitingPod): void {
    const { environment, waitingPods, tell } = this.#parts;
    waitingPods.add(waiting);
    tell(placement.queued, 'permit', { plugins: waiting.pendingPlugins, node: placement.nodeName });
    environment.spawn('permit', async () => {
      const refusal = await waiting.settled;
      if (environment.isRevoked) return;
      if (refusal === undefined) this.#permitted(placement);
      else this.#takeBack(placement, refusal);
    });
  }

  /** From now on the pod does not become unschedulable by what happens to others. */
  #permitted(placement: Placement): void {
    const { queue, writes, tell } = this.#parts;
    queue.done(placement.queued.info.uid);
    tell(placement.queued, 'binding', { node: placement.nodeName });
    writes.start('bind', placement.queued, () => this.#bind(placement));
  }

  async #bind(placement: Placement): Promise<void> {
    const { profiles, environment, tell } = this.#parts;
    const { queued, state, nodeName } = placement;
    const { info } = queued;
    const { binding: plugins, recorder } = profiles.of(info.pod);
    const preBound = plugins.runPreBind(state, info, nodeName);
    const refusal = (preBound && (await preBound)) ?? (await plugins.runBind(state, info, nodeName));
    if (environment.isRevoked) return;
    if (refusal !== undefined) {
      this.#takeBack(placement, refusal);
      return;
    }
    const message = `Successfully assigned ${info.key} to ${nodeName}`;
    recorder.eventOnce(referenceTo(info.pod), 'Normal', 'Scheduled', 'Binding', message, state.cause);
    plugins.runPostBind(state, info, nodeName);
    tell(queued, 'gone', { node: nodeName });
  }

  #takeBack({ queued, state, nodeName }: Placement, status: Status): void {
    const { profiles, cache, queue, failed } = this.#parts;
    const { info } = queued;
    profiles.of(info.pod).binding.runUnreserve(state, info, nodeName);
    if (cache.forgetPod(info.uid)) {
      const event = {
        resource: 'AssignedPod',
        action: 'Delete',
        before: info.pod,
        after: undefined,
      } as const;
      queue.move(event, state.cause, info.uid);
    }
    failed.refused(queued, status);
  }
}
