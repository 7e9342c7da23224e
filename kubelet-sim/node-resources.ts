import { parseQuantity } from '../apimachinery/index.ts';
import { amounts, minus, type PodRequests, plus, requestNames } from './pod-resources.ts';

/** Why a pod was not admitted. */
export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

/** What of a node is taken by the pods on it. */
export class NodeResources {
  readonly #allocatable: PodRequests;
  readonly #podsMax: number;
  #used: PodRequests = { cpu: 0, memory: 0, 'ephemeral-storage': 0 };
  #pods = 0;

  constructor(allocatable: Readonly<Record<string, string>>) {
    const none = { cpu: 0, memory: 0, 'ephemeral-storage': 0 };
    this.#allocatable = { ...none, ...amounts(allocatable) };
    this.#podsMax = parseQuantity(allocatable.pods ?? '0').value();
  }

  /**
   * Why there is no room; undefined: there is. Mirrors kubernetes pkg/kubelet/lifecycle (predicateAdmitHandler) and
   * the scheduler's noderesources (fitsRequest): the first that is short is told.
   */
  rejection(requests: PodRequests): Rejection | undefined {
    if (this.#pods + 1 > this.#podsMax) return outOf('pods', 1, this.#pods, this.#podsMax);
    for (const name of requestNames) {
      const requested = requests[name];
      const used = this.#used[name];
      const capacity = this.#allocatable[name];
      if (requested > 0 && used + requested > capacity) return outOf(name, requested, used, capacity);
    }
    return undefined;
  }

  take(requests: PodRequests): void {
    this.#pods += 1;
    this.#used = plus(this.#used, requests);
  }

  giveBack(requests: PodRequests): void {
    this.#pods -= 1;
    this.#used = minus(this.#used, requests);
  }
}

function outOf(name: string, requested: number, used: number, capacity: number): Rejection {
  const amounts = `requested: ${requested}, used: ${used}, capacity: ${capacity}`;
  return {
    reason: `OutOf${name}`,
    message: `Node didn't have enough resource: ${name}, ${amounts}`,
  };
}
