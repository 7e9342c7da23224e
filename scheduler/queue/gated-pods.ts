import { type HintsByProfile, schedulerNameOf } from '../profiles.ts';
import type { QueuedPod } from './queued-pod.ts';

/** Pods that a PreEnqueue plugin keeps out of the queue, sorted by who it is: most of what happens concerns none of them. */
export class GatedPods {
  readonly #byPlugin = new Map<string, Map<string, QueuedPod>>();
  readonly #pluginOf = new Map<string, string>();

  get size(): number {
    return this.#pluginOf.size;
  }

  has(uid: string): boolean {
    return this.#pluginOf.has(uid);
  }

  set(queued: QueuedPod, plugin: string): void {
    const { uid } = queued.info;
    this.delete(uid);
    let pods = this.#byPlugin.get(plugin);
    if (pods === undefined) {
      pods = new Map();
      this.#byPlugin.set(plugin, pods);
    }
    pods.set(uid, queued);
    this.#pluginOf.set(uid, plugin);
  }

  delete(uid: string): void {
    const plugin = this.#pluginOf.get(uid);
    if (plugin === undefined) return;
    this.#pluginOf.delete(uid);
    this.#byPlugin.get(plugin)?.delete(uid);
  }

  /** Those whose keepers look at what these hints are for. */
  *keptByOneOf(hints: HintsByProfile): Iterable<QueuedPod> {
    const profiles = [...hints.values()];
    for (const [plugin, pods] of this.#byPlugin) {
      if (!profiles.some((plugins) => plugins.has(plugin))) continue;
      for (const queued of pods.values())
        if (hints.get(schedulerNameOf(queued.info.pod))?.has(plugin)) yield queued;
    }
  }
}
