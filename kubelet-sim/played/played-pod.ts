import type { V1Container, V1Pod, V1PodStatus } from '../../api/index.ts';
import { keyOf } from '../../apimachinery/index.ts';
import { isPodTerminal } from '../../component-helpers/index.ts';
import type { PodBehaviours } from '../behaviours/behaviours.ts';
import type { ConnectedPod } from '../connections/connected-pod.ts';
import { cpuUsed, measureContainer } from '../pod/measure-pod.ts';
import { ownBehaviours } from '../pod/pod-plan.ts';
import type { ServedPod } from '../server/kubelet-server.ts';
import { type Sharing, usageDeclared } from '../usage/container-usage.ts';
import type { PlannedUsage } from '../usage/out-of-memory.ts';
import type { PodStats } from '../usage/pod-stats.ts';
import type { PlayedPods } from './played-pods.ts';
import { playedStatus } from './played-status.ts';

/** What is known of pods on a node that others play. */
export interface PlayedContext {
  readonly pods: PlayedPods;
  readonly behaviours: PodBehaviours;
  readonly sharing: Sharing;
}

/** The pods that others play on a node. */
export class PlayedNode {
  readonly #name: string;
  readonly #context: PlayedContext;

  constructor(name: string, context: PlayedContext) {
    this.#name = name;
    this.#context = context;
  }

  /** Of `namespace/name`; undefined: there is none here. */
  find(key: string): PlayedPod | undefined {
    const pod = this.#context.pods.get(key);
    return pod?.spec?.nodeName === this.#name ? new PlayedPod(this.#context, pod) : undefined;
  }

  all(): readonly PlayedPod[] {
    return this.#context.pods.on(this.#name).map((pod) => new PlayedPod(this.#context, pod));
  }
}

/** A pod of which only the API server knows what becomes of it, until it is gone. */
export class PlayedPod implements ConnectedPod, ServedPod {
  readonly #context: PlayedContext;
  readonly #first: V1Pod;
  readonly #key: string;

  constructor(context: PlayedContext, pod: V1Pod) {
    this.#context = context;
    this.#first = pod;
    this.#key = keyOf(pod);
  }

  /** As it is by now; when it is gone, as it was. */
  get pod(): V1Pod {
    return this.#known() ?? this.#first;
  }

  get gone(): boolean {
    return this.#known() === undefined;
  }

  get over(): boolean {
    return isPodTerminal(this.pod);
  }

  status(): V1PodStatus {
    return playedStatus(this.pod);
  }

  onChange(callback: () => void): () => void {
    return this.#context.pods.onChange(this.#key, callback);
  }

  processLog(): undefined {
    return undefined;
  }

  endContainer(): void {
    throw new Error('nobody runs what is in a pod that is played');
  }

  stats(atMs: number): PodStats {
    const { pod } = this;
    const { sharing } = this.#context;
    const containers = this.#running().map(({ spec, startedAt }) => {
      const usage = this.#usage(spec);
      return measureContainer({ name: spec.name, ...(usage && { usage }) }, startedAt, pod, {
        atMs,
        sharing,
      });
    });
    return { pod, found: containers.length > 0, containers };
  }

  cpuAt(container: string, atMs: number): number {
    const running = this.#running().find(({ spec }) => spec.name === container);
    if (running === undefined) return 0;
    const usage = this.#usage(running.spec);
    return usage === undefined
      ? 0
      : cpuUsed(usage, running.startedAt, this.pod, { atMs, sharing: this.#context.sharing });
  }

  #known(): V1Pod | undefined {
    const pod = this.#context.pods.get(this.#key);
    return pod?.metadata?.uid === this.#first.metadata?.uid ? pod : undefined;
  }

  #running(): readonly { readonly spec: V1Container; readonly startedAt: string }[] {
    const { containerStatuses = [] } = this.status();
    return (this.pod.spec?.containers ?? []).flatMap((spec) => {
      const startedAt = containerStatuses.find(({ name }) => name === spec.name)?.state?.running?.startedAt;
      return startedAt ? [{ spec, startedAt }] : [];
    });
  }

  #usage(container: V1Container): PlannedUsage | undefined {
    const { behaviours: own } = ownBehaviours(this.pod);
    const declared = usageDeclared(own, this.#context.behaviours, this.pod, container);
    return declared && { ...declared, container };
  }
}
