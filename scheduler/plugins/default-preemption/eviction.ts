import { coreV1, type V1Pod, type V1PodCondition } from '../../../api/index.ts';
import { formatTime, objectKey } from '../../../apimachinery/index.ts';
import { type Client, isPodGone, patchPodStatus } from '../../../client/index.ts';
import { changedPodCondition } from '../../../component-helpers/index.ts';
import type { Cause } from '../../../environment/index.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import type { PluginHandle } from '../../framework/handle.ts';
import { referenceTo } from '../../pod-reference.ts';
import { schedulerNameOf } from '../../profiles.ts';

/** For which pod others go, from which node. */
export interface EvictionParts {
  /** The plugin that has them go. */
  readonly plugin: string;
  readonly handle: PluginHandle;
  readonly client: Client;
  readonly preemptor: V1Pod;
  readonly nodeName: string;
  readonly cause: Cause | undefined;
}

/** Has pods go. Mirrors kubernetes pkg/scheduler/framework/preemption (PreemptPod). */
export class Eviction {
  readonly #parts: EvictionParts;

  constructor(parts: EvictionParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when the pod was told to go, or is gone; rejects with what the API server answers. Undefined: it was here that it
   * waited, and it has been told already.
   */
  evict({ uid, pod }: PodInfo): Promise<void> | undefined {
    if (!this.#takePlaceOf(uid)) return this.#delete(pod);
    this.#tell(pod, ' (in kube-scheduler memory).');
    return undefined;
  }

  #tell(victim: V1Pod, how: string): void {
    const { handle, preemptor, nodeName, cause } = this.#parts;
    const message = `Preempted by pod ${preemptor.metadata?.uid} on node ${nodeName}${how}`;
    const [of, by] = [referenceTo(victim), referenceTo(preemptor)];
    handle.recorder.eventOnce(of, 'Normal', 'Preempted', 'Preempting', message, cause, by);
  }

  /** A pod that is not bound yet only goes back into the queue. */
  #takePlaceOf(uid: string): boolean {
    const { plugin, handle } = this.#parts;
    const waiting = handle.waitingPods.get(uid);
    if (waiting !== undefined) return waiting.preempt(plugin, 'preempted');
    return handle.preBinding.cancel(uid, `preempted by ${plugin}`);
  }

  /** Says why, and deletes. It may be gone already, also where another has its name. */
  async #delete(victim: V1Pod): Promise<void> {
    const { client } = this.#parts;
    const { uid = '' } = victim.metadata ?? {};
    try {
      const condition = this.#conditionOf(victim);
      if (condition !== undefined) await patchPodStatus(client, victim, { conditions: [condition] });
      await client.delete(coreV1.pods, objectKey(victim), { preconditions: { uid } });
    } catch (error) {
      if (isPodGone(error)) return;
      throw error;
    }
    this.#tell(victim, '');
  }

  #conditionOf(victim: V1Pod): V1PodCondition | undefined {
    const { handle, preemptor } = this.#parts;
    const text = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: `${schedulerNameOf(preemptor)}: preempting to accommodate a higher priority pod`,
    };
    return changedPodCondition(victim, text, formatTime(handle.environment.clock.now()));
  }
}
