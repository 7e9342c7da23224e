import { type Client, patchPodStatus } from '../client/index.ts';
import type { Environment } from '../environment/index.ts';
import type { PlaceTeller } from './attempts/tell-place.ts';
import type { SchedulerCache } from './cache/cache.ts';
import { nominatedNodeOf } from './cache/nominator.ts';
import { leftNode } from './event-handlers.ts';
import type { Extenders } from './extenders/extenders.ts';
import type { FailedAttempts } from './failed-attempts.ts';
import type { BindingRunner } from './framework/binding-runner.ts';
import type { CycleState } from './framework/cycle-state.ts';
import { Status } from './framework/status.ts';
import type { WaitingPod, WaitingPods } from './framework/waiting-pods.ts';
import { referenceTo } from './pod-reference.ts';
import type { Profiles } from './profiles.ts';
import type { QueuedPod } from './queue/queued-pod.ts';
import type { SchedulingQueue } from './queue/scheduling-queue.ts';
import type { Writes } from './writes.ts';

export interface BindingCycleParts {
  readonly environment: Environment;
  readonly client: Client;
  readonly extenders: Extenders;
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

type PreBinders = ReturnType<BindingRunner['preBindersOf']>;

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
    const { queued, state, nodeName } = placement;
    const { binding } = this.#parts.profiles.of(queued.info.pod);
    const preBinders = binding.preBindersOf(state, queued.info, nodeName);
    if (waiting !== undefined || preBinders.length > 0) this.#nominate(placement);
    if (waiting === undefined) this.#permitted(placement, preBinders);
    else this.#wait(placement, waiting, preBinders);
  }

  /** It will take a while: others are to know where the pod will be. Mirrors NominatedNodeNameForExpectation. */
  #nominate({ queued, state, nodeName }: Placement): void {
    const { client, writes } = this.#parts;
    const { pod } = queued.info;
    if (nominatedNodeOf(pod) === nodeName) return;
    const write = async () => {
      await patchPodStatus(client.withCause(state.cause), pod, { nominatedNodeName: nodeName });
    };
    writes.start('nominated node', write, queued);
  }

  #wait(placement: Placement, waiting: WaitingPod, preBinders: PreBinders): void {
    const { environment, waitingPods, tell } = this.#parts;
    waitingPods.add(waiting);
    tell(placement.queued, 'permit', { plugins: waiting.pendingPlugins, node: placement.nodeName });
    environment.spawn('permit', async () => {
      const refusal = await waiting.settled;
      if (environment.isRevoked) return;
      if (refusal === undefined) this.#permitted(placement, preBinders);
      else this.#takeBack(placement, refusal);
    });
  }

  /** From now on the pod does not become unschedulable by what happens to others. */
  #permitted(placement: Placement, preBinders: PreBinders): void {
    const { queue, writes, tell } = this.#parts;
    queue.done(placement.queued.info.uid);
    tell(placement.queued, 'binding', { node: placement.nodeName });
    writes.start('bind', () => this.#bind(placement, preBinders), placement.queued);
  }

  async #bind(placement: Placement, preBinders: PreBinders): Promise<void> {
    const { profiles, environment, tell } = this.#parts;
    const { queued, state, nodeName } = placement;
    const { info } = queued;
    const { binding: plugins, recorder } = profiles.of(info.pod);
    const preBound =
      preBinders.length === 0 ? undefined : await plugins.runPreBind(preBinders, state, info, nodeName);
    const refusal = preBound ?? (await this.#runBind(placement));
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

  /** Extenders come before plugins. Mirrors bind. */
  async #runBind({ queued: { info }, state, nodeName }: Placement): Promise<Status | undefined> {
    const { profiles, extenders } = this.#parts;
    const bound = !extenders.none && (await extenders.bind(info.pod, nodeName));
    if (bound instanceof Status) return bound;
    return bound ? undefined : profiles.of(info.pod).binding.runBind(state, info, nodeName);
  }

  #takeBack({ queued, state, nodeName }: Placement, status: Status): void {
    const { profiles, cache, queue, failed } = this.#parts;
    const { info } = queued;
    profiles.of(info.pod).binding.runUnreserve(state, info, nodeName);
    if (cache.forgetPod(info.uid)) {
      queue.move(leftNode(info.pod), state.cause, ({ uid }) => uid !== info.uid);
    }
    failed.refused(queued, status);
  }
}
