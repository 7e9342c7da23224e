import type { V1Pod } from '../../api/index.ts';
import type { EventRecorder, EventTarget } from '../../client/index.ts';
import { causeOf } from '../../controller-runtime/index.ts';
import type { Cause, Environment } from '../../environment/index.ts';
import type { UsageName } from '../usage/declared-usage.ts';
import type { ContainerRole, PodPlan } from './pod-plan.ts';
import type { ContainerEvent, ContainerNote } from './pod-state.ts';

/** What a teller asks for: how the pod is by now. */
export interface ToldPod {
  readonly pod: V1Pod;
  readonly plan: PodPlan;
}

/** Tells what a kubelet does with one pod, by events and in the trace, and what has led to it. */
export class PodTeller {
  readonly #environment: Environment;
  readonly #recorder: EventRecorder;
  readonly #of: ToldPod;
  /** What has been seen since it last did something; what it does next is caused by these. */
  #causes: readonly Cause[];
  #started: Cause | undefined;
  /** Which of its amounts it has been told of that they fail. */
  #problems: Set<string> | undefined;

  /** `started`: what started the kubelet, if the pod was there before. */
  constructor(
    { environment, recorder }: { readonly environment: Environment; readonly recorder: EventRecorder },
    of: ToldPod,
    started: Cause | undefined,
  ) {
    this.#environment = environment;
    this.#recorder = recorder;
    this.#of = of;
    this.#started = started;
    this.#causes = listOf(started ?? causeOf(of.pod));
  }

  /** Of what is written next. Where there are several, the trace has them together. */
  get cause(): Cause | undefined {
    if (this.#causes.length > 1) this.trace('sync', undefined);
    return this.lastCause;
  }

  get lastCause(): Cause | undefined {
    return this.#causes.at(-1);
  }

  /** That the kubelet has started counts until it has done something. */
  saw(cause: Cause | undefined): void {
    if (cause !== undefined) this.#causes = [...listOf(this.#started), cause];
  }

  tell(events: readonly ContainerEvent[], notes: readonly ContainerNote[]): void {
    for (const { container, action } of notes) this.trace(action, container);
    for (const { container, type, reason, message } of events) this.event(container, type, reason, message);
  }

  /** `container`: its index in the plan; undefined: of the pod itself. */
  event(container: number | undefined, type: ContainerEvent['type'], reason: string, message: string): void {
    this.#recorder.event(this.#target(container), type, reason, message, this.cause);
  }

  /** What is declared of its usage fails: told once, however often and for whatever reasons it does. */
  problem(container: number, what: UsageName, message: string): void {
    const key = `${container}/${what}`;
    if (this.#problems?.has(key)) return;
    this.#problems ??= new Set();
    this.#problems.add(key);
    this.event(container, 'Warning', 'UsageFailed', `usage.${what}: ${message}`);
  }

  /** What is written next was caused by this. */
  trace(action: string, container: number | undefined): void {
    const { trace } = this.#environment;
    if (!trace.enabled) return;
    const { pod, plan } = this.#of;
    const { namespace = '', name = '' } = pod.metadata ?? {};
    const named = container === undefined ? {} : { container: plan.containers[container]?.name ?? '' };
    const record = trace.record('kubelet', { pod: `${namespace}/${name}`, ...named, action }, this.#causes);
    this.#causes = [{ record }];
    this.#started = undefined;
  }

  #target(container: number | undefined): EventTarget {
    const { pod, plan } = this.#of;
    const { namespace = '', name = '', uid = '', resourceVersion = '' } = pod.metadata ?? {};
    const base = { kind: 'Pod', apiVersion: 'v1', namespace, name, uid, resourceVersion };
    if (container === undefined) return base;
    const { name: of = '', role = 'main' } = plan.containers[container] ?? {};
    return { ...base, fieldPath: `spec.${lists[role]}{${of}}` };
  }
}

/** Where the containers of each role stand in a pod. */
const lists: Readonly<Record<ContainerRole, string>> = {
  init: 'initContainers',
  sidecar: 'initContainers',
  main: 'containers',
  ephemeral: 'ephemeralContainers',
};

function listOf(cause: Cause | undefined): readonly Cause[] {
  return cause === undefined ? [] : [cause];
}
