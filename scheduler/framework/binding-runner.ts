import { isOperatingError } from '../../client/index.ts';
import type { Clock } from '../../environment/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { CycleState } from './cycle-state.ts';
import { having, type Plugin, type With } from './plugin.ts';
import { PreBindCancelled, type PreBindingPods } from './pre-binding-pods.ts';
import type { PluginsByPoint } from './resolve-plugins.ts';
import { Status } from './status.ts';
import { WaitingPod } from './waiting-pods.ts';

/**
 * Runs the plugins' points from the decision for a node on, in the order of their table. A failure says where it was:
 * `running Bind plugin "DefaultBinder": ...`. Mirrors kubernetes pkg/scheduler/framework/runtime.
 */
export class BindingRunner {
  readonly #reservers: readonly With<'reserve'>[];
  readonly #unreservers: readonly With<'unreserve'>[];
  readonly #permits: readonly With<'permit'>[];
  readonly #preBinders: readonly With<'preBind'>[];
  readonly #binders: readonly With<'bind'>[];
  readonly #postBinders: readonly With<'postBind'>[];
  readonly #preBinding: PreBindingPods;

  constructor({ reserve, permit, preBind, bind, postBind }: PluginsByPoint, preBinding: PreBindingPods) {
    this.#preBinding = preBinding;
    this.#reservers = having(reserve, 'reserve');
    this.#unreservers = having(reserve, 'unreserve').toReversed();
    this.#permits = having(permit, 'permit');
    this.#preBinders = having(preBind, 'preBind');
    this.#binders = having(bind, 'bind');
    this.#postBinders = having(postBind, 'postBind');
  }

  /** What was reserved before a no is given back. */
  runReserve(state: CycleState, pod: PodInfo, nodeName: string): Status | undefined {
    for (const plugin of this.#reservers) {
      const status = plugin.reserve(state, pod, nodeName);
      if (status === undefined) continue;
      this.runUnreserve(state, pod, nodeName);
      return located('Reserve', status);
    }
    return undefined;
  }

  /** In the reverse order of reserving. */
  runUnreserve(state: CycleState, pod: PodInfo, nodeName: string): void {
    for (const plugin of this.#unreservers) plugin.unreserve(state, pod, nodeName);
  }

  /** A no, a pod that waits for those who asked it to, or nothing: it may be bound. */
  runPermit(
    state: CycleState,
    pod: PodInfo,
    nodeName: string,
    clock: Clock,
  ): Status | WaitingPod | undefined {
    let waits: Map<string, number> | undefined;
    for (const plugin of this.#permits) {
      const answer = plugin.permit(state, pod, nodeName);
      if (answer === undefined) continue;
      if (answer instanceof Status) return located('Permit', answer);
      waits ??= new Map();
      waits.set(plugin.name, answer.waitMs);
    }
    return waits && new WaitingPod(clock, pod, waits);
  }

  /** Those that have something to prepare before the pod is bound. Mirrors RunPreBindPreFlights. */
  preBindersOf(state: CycleState, pod: PodInfo, nodeName: string): readonly With<'preBind'>[] {
    return this.#preBinders.filter((plugin) => plugin.preBindPreFlight?.(state, pod, nodeName) !== 'skip');
  }

  /** One after the other. The pod can be cancelled meanwhile. */
  async runPreBind(
    preBinders: readonly With<'preBind'>[],
    state: CycleState,
    pod: PodInfo,
    nodeName: string,
  ): Promise<Status | undefined> {
    for (const plugin of preBinders) {
      try {
        const status = await this.#preBinding.during(pod.uid, (signal) =>
          plugin.preBind(state, pod, nodeName, signal),
        );
        if (status !== undefined) return located('PreBind', status);
      } catch (error) {
        return failed('PreBind', plugin, error);
      }
    }
    return undefined;
  }

  async runBind(state: CycleState, pod: PodInfo, nodeName: string): Promise<Status | undefined> {
    for (const plugin of this.#binders) {
      try {
        const answer = await plugin.bind(state, pod, nodeName);
        if (answer !== 'skip') return answer && located('Bind', answer);
      } catch (error) {
        return failed('Bind', plugin, error);
      }
    }
    return new Status('Error', '', 'no Bind plugin wanted the pod');
  }

  runPostBind(state: CycleState, pod: PodInfo, nodeName: string): void {
    for (const plugin of this.#postBinders) plugin.postBind(state, pod, nodeName);
  }
}

/** An answer of the API server counts as the plugin's, and that the pod was cancelled; anything else is thrown on. */
function failed(point: string, { name }: Plugin, error: unknown): Status {
  if (!isOperatingError(error) && !(error instanceof PreBindCancelled)) throw error;
  return located(point, new Status('Error', name, error.message));
}

function located(point: string, status: Status): Status {
  if (status.rejected) return status;
  return new Status('Error', status.plugin, `running ${point} plugin "${status.plugin}": ${status.message}`);
}
