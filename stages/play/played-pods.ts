import type { V1Pod } from '../../api/index.ts';
import { keyOf } from '../../apimachinery/index.ts';
import type { SharedInformer } from '../../client/index.ts';

const byNode = 'node';

/** The pods on nodes, for those who are asked about them. */
export class PlayedPods {
  readonly #informer: SharedInformer<V1Pod>;
  readonly #watchers = new Map<string, Set<() => void>>();

  constructor(informer: SharedInformer<V1Pod>) {
    this.#informer = informer;
    informer.addIndexers({ [byNode]: ({ spec }) => [spec?.nodeName ?? ''] });
    informer.addEventHandler({
      onUpdate: (_, pod) => this.#tell(pod),
      onDelete: (pod) => this.#tell(pod),
    });
  }

  /** Of `namespace/name`. */
  get(key: string): V1Pod | undefined {
    return this.#informer.indexer.get(key);
  }

  on(node: string): readonly V1Pod[] {
    return this.#informer.indexer.byIndex(byNode, node);
  }

  /** Calls back after each change of the pod, and when it is gone. Returns what ends that. */
  onChange(key: string, callback: () => void): () => void {
    const watchers = this.#watchers.get(key) ?? new Set();
    this.#watchers.set(key, watchers.add(callback));
    return () => {
      watchers.delete(callback);
      if (watchers.size === 0 && this.#watchers.get(key) === watchers) this.#watchers.delete(key);
    };
  }

  #tell(pod: V1Pod): void {
    for (const callback of [...(this.#watchers.get(keyOf(pod)) ?? [])]) callback();
  }
}
