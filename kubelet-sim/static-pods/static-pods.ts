import { coreV1, type V1Node, type V1Pod } from '../../api/index.ts';
import { isConflict, isNotFound, keyOf, objectKey } from '../../apimachinery/index.ts';
import { type Client, isOperatingError } from '../../client/index.ts';
import { causeOf } from '../../controller-runtime/index.ts';
import type { Environment } from '../../environment/index.ts';
import { isMirrorOf, isMirrorPod, mirrorPodOf } from './mirror-pod.ts';

/** Mirrors the kubelet's backOffPeriod. */
const retryMs = 10_000;

/**
 * The pods of the manifests of a node: keeps the one object in the API server that stands for each. Mirrors kubernetes pkg/kubelet
 * (tryReconcileMirrorPods). Differs: a pod begins to run with its object.
 */
export class StaticPods {
  readonly #environment: Environment;
  readonly #client: Client;
  /** By the keys of the objects that stand for them. */
  readonly #mirrors: ReadonlyMap<string, V1Pod>;
  /** The keys of those that are to be made, and of which nothing has been seen yet. */
  readonly #missing = new Set<string>();

  constructor(environment: Environment, client: Client, node: V1Node, pods: readonly V1Pod[]) {
    this.#environment = environment;
    this.#client = client;
    const mirrors = pods.map((pod) => mirrorPodOf(pod, node, environment.clock.now()));
    this.#mirrors = new Map(mirrors.map((mirror) => [keyOf(mirror), mirror]));
  }

  has(key: string): boolean {
    return this.#mirrors.has(key);
  }

  keys(): Iterable<string> {
    return this.#mirrors.keys();
  }

  /** Whether an object stands for one of these. What is deleted or stands for one that there is no more goes at once. */
  keeps(pod: V1Pod): boolean {
    if (!isMirrorPod(pod)) return false;
    const mirror = this.#mirrors.get(keyOf(pod));
    const isCurrent = mirror !== undefined && isMirrorOf(pod, mirror);
    if (isCurrent) this.#missing.delete(keyOf(pod));
    if (!isCurrent || pod.metadata?.deletionTimestamp !== undefined) this.#discard(pod);
    return isCurrent;
  }

  /** It is gone, and made again. */
  create(key: string): void {
    const mirror = this.#mirrors.get(key);
    if (mirror === undefined || this.#missing.has(key)) return;
    this.#missing.add(key);
    this.#make(key, mirror);
  }

  #make(key: string, mirror: V1Pod): void {
    // One whose answer was lost may be there.
    if (!this.#missing.has(key)) return;
    this.#spawn(
      () => this.#client.create(coreV1.pods, mirror),
      mirror,
      () => this.#make(key, mirror),
    );
  }

  #discard(pod: V1Pod): void {
    const { uid } = pod.metadata ?? {};
    const options = { gracePeriodSeconds: 0, ...(uid !== undefined && { preconditions: { uid } }) };
    const client = this.#client.withCause(causeOf(pod));
    this.#spawn(
      () => client.delete(coreV1.pods, objectKey(pod), options).catch(ignoreGone),
      pod,
      () => this.#discard(pod),
    );
  }

  #spawn(write: () => Promise<unknown>, pod: V1Pod, again: () => void): void {
    this.#environment.spawn('mirror pod', () => this.#try(write, pod, again));
  }

  /** What does not succeed is told, and tried again. */
  async #try(write: () => Promise<unknown>, { metadata }: V1Pod, again: () => void): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (this.#environment.isRevoked) return;
      if (!isOperatingError(error)) throw error;
      const { namespace = '', name = '' } = metadata ?? {};
      const { trace, clock } = this.#environment;
      trace.record('kubelet-retry', { pod: `${namespace}/${name}`, message: error.message });
      clock.setTimer(retryMs, again, { background: true });
    }
  }
}

/** The object is gone, or is another one by now. */
function ignoreGone(error: unknown): void {
  if (!isNotFound(error) && !isConflict(error)) throw error;
}
