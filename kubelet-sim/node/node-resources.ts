import { parseQuantity } from '../../apimachinery/index.ts';
import { type HostPort, UsedPorts } from '../../component-helpers/index.ts';
import type { ResizePending } from '../pod/pod-resize.ts';
import { amounts, minus, type PodRequests, plus, requestNames } from '../pod/pod-resources.ts';

/** Why a pod was not admitted. */
export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

/** What of a node is taken by the pods on it. */
export class NodeResources {
  readonly #allocatable: PodRequests;
  readonly #podsMax: number;
  readonly #ports = new UsedPorts();
  #used: PodRequests = { cpu: 0, memory: 0, 'ephemeral-storage': 0 };
  #pods = 0;
  readonly #onFreed = new Set<() => void>();

  constructor(allocatable: Readonly<Record<string, string>>) {
    const none = { cpu: 0, memory: 0, 'ephemeral-storage': 0 };
    this.#allocatable = { ...none, ...amounts(allocatable) };
    this.#podsMax = parseQuantity(allocatable.pods ?? '0').value();
  }

  /** Why there is no room; undefined: there is. The first that is short is told. */
  shortage(requests: PodRequests): Rejection | undefined {
    if (this.#pods + 1 > this.#podsMax) return outOf('pods', 1, this.#pods, this.#podsMax);
    return this.#short(requests, this.#used);
  }

  /** Why ports of the node cannot be had; undefined: they can. */
  portConflict(ports: readonly HostPort[]): Rejection | undefined {
    return ports.some((port) => this.#ports.conflictsWith(port)) ? portsTaken : undefined;
  }

  #short(requests: PodRequests, usedByOthers: PodRequests): Rejection | undefined {
    for (const name of requestNames) {
      const requested = requests[name];
      const used = usedByOthers[name];
      const capacity = this.#allocatable[name];
      if (requested > 0 && used + requested > capacity) return outOf(name, requested, used, capacity);
    }
    return undefined;
  }

  /**
   * Why a pod that has `former` cannot have `wanted`; undefined: it can. Mirrors kubernetes pkg/kubelet/allocation
   * (canResizePod).
   */
  resizeProblem(former: PodRequests, wanted: PodRequests): ResizePending | undefined {
    const tooMuch = (['memory', 'cpu'] as const).find((name) => wanted[name] > this.#allocatable[name]);
    if (tooMuch !== undefined) {
      const amounts = `requested: ${wanted[tooMuch]}, capacity: ${this.#allocatable[tooMuch]}`;
      return {
        reason: 'Infeasible',
        message: `Node didn't have enough capacity: ${tooMuch}, ${amounts}`,
      };
    }
    const short = this.#short(wanted, minus(this.#used, former));
    return short && { reason: 'Deferred', message: short.message };
  }

  /** A pod that has `former` has `wanted` from now on. */
  resize(former: PodRequests, wanted: PodRequests): void {
    this.#used = plus(minus(this.#used, former), wanted);
    this.#tellOfFreed();
  }

  /** `onFreed` is called whenever there may be more room. Returns what ends that. */
  whenFreed(onFreed: () => void): () => void {
    this.#onFreed.add(onFreed);
    return () => this.#onFreed.delete(onFreed);
  }

  take(requests: PodRequests, ports: readonly HostPort[] = []): void {
    this.#pods += 1;
    this.#used = plus(this.#used, requests);
    this.#ports.add(ports);
  }

  giveBack(requests: PodRequests, ports: readonly HostPort[] = []): void {
    this.#pods -= 1;
    this.#used = minus(this.#used, requests);
    this.#ports.remove(ports);
    this.#tellOfFreed();
  }

  #tellOfFreed(): void {
    for (const onFreed of [...this.#onFreed]) onFreed();
  }
}

const portsTaken: Rejection = {
  reason: 'NodePorts',
  message: "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
};

function outOf(name: string, requested: number, used: number, capacity: number): Rejection {
  const amounts = `requested: ${requested}, used: ${used}, capacity: ${capacity}`;
  return {
    reason: `OutOf${name}`,
    message: `Node didn't have enough resource: ${name}, ${amounts}`,
  };
}
