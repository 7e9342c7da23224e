import { formatDuration } from '../../apimachinery/index.ts';
import type { Clock, Timer } from '../../environment/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { Status } from './status.ts';

/** No plugin has a pod wait longer. As upstream. */
const waitMsMax = 15 * 60_000;

/** A pod that has a node, and that is bound when all plugins that have it wait allow it. Mirrors WaitingPod. */
export class WaitingPod {
  readonly info: PodInfo;
  /** Undefined as soon as all plugins allow it, or else why not. Settles once. */
  readonly settled: Promise<Status | undefined>;
  readonly #timers = new Map<string, Timer>();
  #settle: (status: Status | undefined) => void = () => {};

  /** `waits`: for each plugin how long at most. */
  constructor(clock: Clock, info: PodInfo, waits: ReadonlyMap<string, number>) {
    this.info = info;
    this.settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
    for (const [plugin, wantedMs] of waits) {
      const waitMs = Math.min(wantedMs, waitMsMax);
      const says = `rejected due to timeout after waiting ${formatDuration(waitMs)} at plugin ${plugin}`;
      this.#timers.set(
        plugin,
        clock.setTimer(waitMs, () => this.reject(plugin, says), { background: true }),
      );
    }
  }

  /** Who has it wait. */
  get pendingPlugins(): readonly string[] {
    return [...this.#timers.keys()];
  }

  allow(plugin: string): void {
    this.#timers.get(plugin)?.cancel();
    if (this.#timers.delete(plugin) && this.#timers.size === 0) this.#settle(undefined);
  }

  reject(plugin: string, message: string): void {
    this.#end(new Status('Unschedulable', plugin, message));
  }

  /** Another takes its place: it is tried again, as after an error. False if it waits no more. */
  preempt(plugin: string, message: string): boolean {
    return this.#end(new Status('Error', plugin, `waiting on permit for pod: ${message}`));
  }

  #end(status: Status): boolean {
    if (this.#timers.size === 0) return false;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    this.#settle(status);
    return true;
  }
}

/** All pods that wait for a permit, by their uid. Mirrors kubernetes pkg/scheduler/framework/runtime (waitingPodsMap). */
export class WaitingPods {
  readonly #pods = new Map<string, WaitingPod>();

  get(uid: string): WaitingPod | undefined {
    return this.#pods.get(uid);
  }

  list(): readonly WaitingPod[] {
    return [...this.#pods.values()];
  }

  /** Until it is settled. */
  add(pod: WaitingPod): void {
    this.#pods.set(pod.info.uid, pod);
    void pod.settled.then(() => this.#pods.delete(pod.info.uid));
  }

  /** Nothing comes of it: it is gone, or the scheduler stops. */
  remove(uid: string): void {
    this.#pods.get(uid)?.reject('', 'removed');
  }

  close(): void {
    for (const uid of this.#pods.keys()) this.remove(uid);
  }
}
