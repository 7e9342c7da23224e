import { coreV1, type V1Pod } from '../../../api/index.ts';
import { formatTime, isConflict, isNotFound, objectKey } from '../../../apimachinery/index.ts';
import type { Client } from '../../../client/index.ts';
import { changedPodCondition } from '../../../component-helpers/index.ts';
import type { Cause } from '../../../environment/index.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import type { PluginHandle } from '../../framework/handle.ts';
import { referenceTo } from '../../pod-reference.ts';

/** One pod for which others go, from one node. Mirrors kubernetes pkg/scheduler/framework/preemption (PreemptPod). */
export class Eviction {
  readonly #plugin: string;
  readonly #handle: PluginHandle;
  readonly #client: Client;
  readonly #preemptor: V1Pod;
  readonly #nodeName: string;
  readonly #cause: Cause | undefined;

  constructor(
    plugin: string,
    handle: PluginHandle,
    client: Client,
    preemptor: V1Pod,
    nodeName: string,
    cause: Cause | undefined,
  ) {
    this.#plugin = plugin;
    this.#handle = handle;
    this.#client = client;
    this.#preemptor = preemptor;
    this.#nodeName = nodeName;
    this.#cause = cause;
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
    const message = `Preempted by pod ${this.#preemptor.metadata?.uid} on node ${this.#nodeName}${how}`;
    const { recorder } = this.#handle;
    recorder.eventOnce(referenceTo(victim), 'Normal', 'Preempted', 'Preempting', message, this.#cause);
  }

  /** A pod that is not bound yet only goes back into the queue. */
  #takePlaceOf(uid: string): boolean {
    const { waitingPods, preBinding } = this.#handle;
    const waiting = waitingPods.get(uid);
    if (waiting !== undefined) return waiting.preempt(this.#plugin, 'preempted');
    return preBinding.cancel(uid, `preempted by ${this.#plugin}`);
  }

  /** Says why, and deletes. It may be gone already, also where another has its name. */
  async #delete(victim: V1Pod): Promise<void> {
    const { uid = '' } = victim.metadata ?? {};
    const key = objectKey(victim);
    try {
      const condition = this.#conditionOf(victim);
      if (condition !== undefined) {
        const patch = {
          type: 'strategic',
          body: { metadata: { uid }, status: { conditions: [condition] } },
        } as const;
        await this.#client.patch(coreV1.pods, key, patch, { subresource: 'status' });
      }
      await this.#client.delete(coreV1.pods, key, { preconditions: { uid } });
    } catch (error) {
      if (isNotFound(error) || isConflict(error)) return;
      throw error;
    }
    this.#tell(victim, '');
  }

  #conditionOf(victim: V1Pod) {
    const scheduler = this.#preemptor.spec?.schedulerName ?? 'default-scheduler';
    const text = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: `${scheduler}: preempting to accommodate a higher priority pod`,
    };
    return changedPodCondition(victim, text, formatTime(this.#handle.environment.clock.now()));
  }
}
