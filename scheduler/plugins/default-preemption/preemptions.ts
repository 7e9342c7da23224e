import type { V1Pod } from '../../../api/index.ts';
import { keyOf } from '../../../apimachinery/index.ts';
import { type Client, type Indexer, patchPodStatus } from '../../../client/index.ts';
import { nominatedNodeOf } from '../../cache/nominator.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import type { CycleState } from '../../framework/cycle-state.ts';
import type { PluginHandle } from '../../framework/handle.ts';
import type { PreemptionCandidate } from '../../framework/plugin.ts';
import { Eviction } from './eviction.ts';

/** As many requests of one preemption as are under way at once. Mirrors the scheduler's parallelism. */
const requestsMax = 16;

/**
 * Makes pods go, while the scheduler goes on with others; a pod that others make way for is kept out of the queue until all of
 * them were told to. Mirrors kubernetes pkg/scheduler/framework/preemption (Executor). Differs: after a failure the pod is
 * tried again after a back-off, and not at once: our requests are not held to so many a second.
 */
export class Preemptions {
  readonly #plugin: string;
  readonly #handle: PluginHandle;
  readonly #pods: Indexer<V1Pod>;
  /** By the pod for which others go: who is the last that was not told yet, as soon as it is the only one. */
  readonly #underWay = new Map<string, V1Pod | undefined>();

  constructor(plugin: string, handle: PluginHandle, pods: Indexer<V1Pod>) {
    this.#plugin = plugin;
    this.#handle = handle;
    this.#pods = pods;
  }

  /**
   * Whether somebody has still to be told to go for this pod. Whether the last one was is seen from the last one: it may be
   * gone before the answer is here, or another has its name, and that wakes the pod. Mirrors IsPodRunningPreemption.
   */
  isUnderWay(uid: string): boolean {
    if (!this.#underWay.has(uid)) return false;
    const last = this.#underWay.get(uid);
    if (last === undefined) return true;
    const { uid: lastUid, deletionTimestamp } = this.#pods.get(keyOf(last))?.metadata ?? {};
    return lastUid === last.metadata?.uid && deletionTimestamp === undefined;
  }

  /** Those that are going already need not be told. Mirrors prepareCandidateAsync. */
  start(state: CycleState, preemptor: PodInfo, { node: nodeName, victims }: PreemptionCandidate): void {
    const staying = victims.filter(({ pod }) => pod.metadata?.deletionTimestamp === undefined);
    if (staying.length === 0) return;
    this.#underWay.set(preemptor.uid, undefined);
    this.#handle.write('preemption', async () => {
      // The attempt ends first, and is the cause of all this.
      await Promise.resolve();
      const { cause } = state;
      const handle = this.#handle;
      const client = handle.clientFor(state);
      const parts = { plugin: this.#plugin, handle, client, preemptor: preemptor.pod, nodeName, cause };
      await this.#run(preemptor, nodeName, staying, client, new Eviction(parts));
    });
  }

  async #run(
    { uid, priority }: PodInfo,
    nodeName: string,
    victims: readonly PodInfo[],
    client: Client,
    eviction: Eviction,
  ): Promise<void> {
    const failures = await this.#clearNominations(priority, nodeName, client);
    try {
      await evictSome(victims.slice(0, -1), eviction);
      const last = victims.at(-1) as PodInfo;
      this.#underWay.set(uid, last.pod);
      const telling = eviction.evict(last);
      if (telling !== undefined) await telling;
    } catch (error) {
      failures.push(error);
    } finally {
      this.#underWay.delete(uid);
    }
    if (failures.length === 0) return;
    this.#handle.retry(uid);
    throw failures[0];
  }

  /** Less important pods will not fit on the node any more: they may look for another. */
  async #clearNominations(priority: number, nodeName: string, client: Client): Promise<unknown[]> {
    const failures: unknown[] = [];
    for (const { priority: other, pod } of this.#handle.nominator.podsOn(nodeName)) {
      if (other >= priority || nominatedNodeOf(pod) === '') continue;
      try {
        await patchPodStatus(client, pod, { nominatedNodeName: null });
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  }
}

/** A few at once; after a failure no other is begun. */
async function evictSome(victims: readonly PodInfo[], eviction: Eviction): Promise<void> {
  const waiting = [...victims];
  const failures: unknown[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      try {
        await eviction.evict(next);
      } catch (error) {
        failures.push(error);
        waiting.length = 0;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(requestsMax, victims.length) }, work));
  if (failures.length > 0) throw failures[0];
}
