import type { V1Pod } from '../../api/index.ts';
import { semanticEqual } from '../../apimachinery/index.ts';
import { type HostPort, hostPortsOf } from '../../component-helpers/index.ts';
import type { NodeResources, Rejection } from '../node/node-resources.ts';
import {
  allocationOf,
  type ResizePending,
  type ResizeProgress,
  resizeMessage,
  withAllocation,
} from './pod-resize.ts';
import { countedRequests, type PodRequests } from './pod-resources.ts';

export interface ResizeEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** What one pod has of its node's resources. Mirrors kubernetes pkg/kubelet/allocation (manager). */
export class PodAllocation {
  readonly #resources: NodeResources;
  /** It has as much as this one asks for. */
  #allocated: V1Pod;
  #requests: PodRequests;
  readonly #ports: readonly HostPort[];
  #held = false;
  #pending: ResizePending | undefined;
  /** It has by now what this one asks for. */
  #actuated: V1Pod;
  #progress: ResizeProgress | undefined;
  #endWait: (() => void) | undefined;

  constructor(pod: V1Pod, resources: NodeResources) {
    this.#resources = resources;
    this.#allocated = allocationOf(pod);
    this.#actuated = this.#allocated;
    this.#requests = countedRequests(this.#allocated);
    this.#ports = hostPortsOf(pod);
  }

  /** Why it does not get what it asks for by now. */
  get pending(): ResizePending | undefined {
    return this.#pending;
  }

  /** What was granted is being carried out. */
  get progress(): ResizeProgress | undefined {
    return this.#progress;
  }

  /** Whether it has what it was granted. */
  get isActuated(): boolean {
    return this.#actuated === this.#allocated;
  }

  /** The pod with the resources that it has by now. */
  actual(pod: V1Pod): V1Pod {
    return withAllocation(pod, this.#actuated);
  }

  /** What was granted cannot be carried out, for now. */
  failed(pod: V1Pod, message: string): readonly ResizeEvent[] {
    if (this.#progress?.message === message) return [];
    this.#progress = { reason: 'Error', message };
    const text = resizeMessage(this.of(pod), 'error', message);
    return [{ type: 'Warning', reason: 'ResizeError', message: text }];
  }

  /** It has what it was granted; it may have to be restarted for it. */
  actuate(): void {
    this.#actuated = this.#allocated;
  }

  /** All of that is done. */
  completed(pod: V1Pod): readonly ResizeEvent[] {
    this.#progress = undefined;
    return [{ type: 'Normal', reason: 'ResizeCompleted', message: resizeMessage(this.of(pod), 'completed') }];
  }

  /** The pod as it was granted what it asks for. */
  of(pod: V1Pod): V1Pod {
    return withAllocation(pod, this.#allocated);
  }

  /** Why there is no room for it. */
  shortage(): Rejection | undefined {
    return this.#resources.shortage(this.#requests);
  }

  /** Why it does not get its ports of the node. */
  portConflict(): Rejection | undefined {
    return this.#resources.portConflict(this.#ports);
  }

  take(): void {
    this.#held = true;
    this.#resources.take(this.#requests, this.#ports);
  }

  /** What it has taken: once. */
  giveBack(): void {
    this.#endWait?.();
    this.#held = false;
    this.#resources.giveBack(this.#requests, this.#ports);
  }

  /**
   * It gets what it asks for where that can be, and else what is to be told of it; `onFreed` is called when there may be
   * room for what is deferred. Mirrors handlePodResourcesResize.
   */
  resize(pod: V1Pod, onFreed: () => void): readonly ResizeEvent[] {
    const former = this.#pending;
    this.#endWait?.();
    this.#endWait = undefined;
    this.#pending = undefined;
    if (!this.#held || this.of(pod) === pod) return [];
    const wanted = countedRequests(pod);
    const problem = this.#resources.resizeProblem(this.#requests, wanted);
    if (problem === undefined) return this.#grant(pod, wanted);
    this.#pending = problem;
    if (problem.reason === 'Deferred') this.#endWait = this.#resources.whenFreed(onFreed);
    if (semanticEqual(problem, former)) return [];
    const { reason, message } = problem;
    return [{ type: 'Warning', reason: `Resize${reason}`, message: resizeMessage(pod, reason, message) }];
  }

  #grant(pod: V1Pod, wanted: PodRequests): readonly ResizeEvent[] {
    const before = this.#requests;
    this.#allocated = pod;
    this.#requests = wanted;
    this.#resources.resize(before, wanted);
    this.#progress = {};
    return [{ type: 'Normal', reason: 'ResizeStarted', message: resizeMessage(pod, 'started') }];
  }
}
