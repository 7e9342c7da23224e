import { coreV1, type V1Pod } from '../../api/index.ts';
import { keyOf } from '../../apimachinery/index.ts';
import type { InformerFactory } from '../../client/index.ts';
import type { Cause } from '../../environment/index.ts';
import { isMirrorPod } from '../static-pods/mirror-pod.ts';
import type { StaticPods } from '../static-pods/static-pods.ts';
import { PodWorker, type WorkerContext } from './pod-worker.ts';
import { isResumed } from './restore-pod.ts';

export interface ManagerContext extends WorkerContext {
  readonly informers: InformerFactory;
  /** What started the kubelet. */
  readonly cause?: Cause;
  readonly staticPods: StaticPods;
}

/** The pods bound to one node: a worker for each, fed by one watch. */
export class PodManager {
  readonly #context: ManagerContext;
  readonly #workers = new Map<string, PodWorker>();

  constructor(context: ManagerContext) {
    this.#context = context;
  }

  /** Resolves when the pods that are bound to the node by now are known. */
  async start(): Promise<void> {
    const { informers, node, resumes } = this.#context;
    const fieldSelector = `spec.nodeName=${node.facts.name}`;
    const informer = informers.informer(coreV1.pods, { fieldSelector });
    if (resumes) {
      // Those that run keep their addresses, so nobody else gets one of them first.
      informer.start();
      await informer.waitForSync();
      for (const pod of informer.indexer.list()) {
        if (isResumed(pod)) node.addresses.reserve(pod.status?.podIP ?? '');
      }
    }
    const handler = informer.addEventHandler({
      // Those that are there already are looked at because the kubelet has started.
      onAdd: (pod, isInInitialList) => this.#observe(pod, isInInitialList ? this.#context.cause : undefined),
      onUpdate: (_, pod) => this.#observe(pod),
      onDelete: (pod) => this.#remove(keyOf(pod)),
    });
    informer.start();
    await handler.waitForSync();
    for (const key of this.#context.staticPods.keys())
      if (informer.indexer.get(key) === undefined) this.#context.staticPods.create(key);
  }

  workers(): readonly PodWorker[] {
    return [...this.#workers.values()];
  }

  /** Undefined: no such pod is known here. */
  find(key: string): PodWorker | undefined {
    return this.#workers.get(key);
  }

  #observe(pod: V1Pod, cause?: Cause): void {
    const { staticPods } = this.#context;
    const key = keyOf(pod);
    const known = this.#workers.get(key);
    if (isMirrorPod(pod)) {
      // Another object for the same pod is as good as the same one.
      if (!staticPods.keeps(pod)) return;
      if (known === undefined) this.#workers.set(key, new PodWorker(this.#context, pod, cause));
      else known.observe(pod);
      return;
    }
    if (known !== undefined && known.pod.metadata?.uid === pod.metadata?.uid) {
      known.observe(pod);
      return;
    }
    // The same name again: that the former pod went was missed.
    known?.remove();
    this.#workers.set(key, new PodWorker(this.#context, pod, cause));
  }

  #remove(key: string): void {
    const { staticPods } = this.#context;
    const worker = this.#workers.get(key);
    const lasts = staticPods.has(key) && worker !== undefined && isMirrorPod(worker.pod);
    if (!lasts) {
      worker?.remove();
      this.#workers.delete(key);
    }
    if (staticPods.has(key)) staticPods.create(key);
  }
}
