import { coreV1, type V1Node, type V1Pod } from '../../api/index.ts';
import { keyOf } from '../../apimachinery/index.ts';
import { type InformerFactory, isOperatingError, type SharedInformer } from '../../client/index.ts';
import { isPodTerminal } from '../../component-helpers/index.ts';
import type { Cause } from '../../environment/index.ts';
import { isMirrorPod } from '../static-pods/mirror-pod.ts';
import type { StaticPods } from '../static-pods/static-pods.ts';
import { affinityProblem } from './admission.ts';
import { PodWorker, type WorkerContext } from './pod-worker.ts';
import { isResumed } from './restore-pod.ts';

export interface ManagerContext extends WorkerContext {
  readonly informers: InformerFactory;
  /** What started the kubelet. */
  readonly cause?: Cause;
  readonly staticPods: StaticPods;
  /** The node as it is now; rejects where the API server does not say. */
  readNode(): Promise<V1Node>;
}

/** The pods bound to one node: a worker for each, fed by one watch. */
export class PodManager {
  readonly #context: ManagerContext;
  readonly #workers = new Map<string, PodWorker>();
  readonly #informer: SharedInformer<V1Pod>;
  /** The pods, by uid, for which the node is asked how it is. */
  readonly #asking = new Set<string>();

  constructor(context: ManagerContext) {
    this.#context = context;
    const fieldSelector = `spec.nodeName=${context.node.facts.name}`;
    this.#informer = context.informers.informer(coreV1.pods, { fieldSelector });
  }

  /** Resolves when the pods that are bound to the node by now are known. */
  async start(): Promise<void> {
    const { node, resumes } = this.#context;
    const informer = this.#informer;
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
    this.#workers.delete(key);
    if (this.#isDoubtful(pod)) this.#ask(pod, cause);
    else this.#workers.set(key, new PodWorker(this.#context, pod, cause));
  }

  /** The labels of the node may be others than the watch has told. Mirrors kubernetes pkg/kubelet/lifecycle (generalFilter). */
  #isDoubtful(pod: V1Pod): boolean {
    const isNew = !isPodTerminal(pod) && pod.status?.startTime === undefined;
    return isNew && affinityProblem(pod, this.#context.nodeNow()) !== undefined;
  }

  #ask(asked: V1Pod, cause: Cause | undefined): void {
    const { environment, readNode } = this.#context;
    const uid = asked.metadata?.uid ?? '';
    if (this.#asking.has(uid)) return;
    this.#asking.add(uid);
    environment.spawn('admission', async () => {
      const node = await readNode().catch((error: unknown) => {
        if (environment.isRevoked || !isOperatingError(error)) throw error;
        return undefined;
      });
      this.#asking.delete(uid);
      const key = keyOf(asked);
      const pod = this.#informer.indexer.get(key);
      if (pod?.metadata?.uid === uid && !this.#workers.has(key))
        this.#workers.set(key, new PodWorker(this.#context, pod, cause, node));
    });
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
