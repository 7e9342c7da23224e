import type { V1Node, V1Pod, V1PodStatus } from '../../api/index.ts';
import type { Client, EventRecorder } from '../../client/index.ts';
import { isPodTerminal } from '../../component-helpers/index.ts';
import { causeOf } from '../../controller-runtime/index.ts';
import type { Cause, Environment, LocalMachine, Timer } from '../../environment/index.ts';
import type { ConnectedPod } from '../connections/connected-pod.ts';
import { withOom } from '../container/container-step.ts';
import { replaceImages, restartResized } from '../container/replace-images.ts';
import type { EvictablePod, Eviction } from '../eviction/eviction-manager.ts';
import type { CsiDrivers } from '../node/csi-drivers.ts';
import type { NodeHost } from '../node/node-host.ts';
import type { Rejection } from '../node/node-resources.ts';
import { PodProcesses } from '../process/pod-processes.ts';
import type { ProcessLog } from '../process/process-log.ts';
import type { ServedPod } from '../server/kubelet-server.ts';
import { podStatus } from '../status/pod-status.ts';
import { type StatusSource, StatusWriter } from '../status/status-writer.ts';
import type { PodStats } from '../usage/pod-stats.ts';
import { admissionProblem } from './admission.ts';
import { decidePod, isOver } from './decide-pod.ts';
import { decideResize } from './decide-resize.ts';
import { changesAfter, cpuOf, measurePod, overMemory } from './measure-pod.ts';
import { type OpenPodObjects, openPodObjects } from './open-pod-objects.ts';
import { PodAllocation, type ResizeEvent } from './pod-allocation.ts';
import { deadlinesOf } from './pod-deadlines.ts';
import { type PlanFacts, type PodPlan, planPod } from './pod-plan.ts';
import { noObjects } from './pod-references.ts';
import { type ContainerState, type PodHost, type PodState, untouched } from './pod-state.ts';
import { PodTeller } from './pod-teller.ts';
import type { ReferencedObjects } from './referenced-objects.ts';
import { containersMade, hadSandbox, restorePod, resumePod, startsAgain } from './restore-pod.ts';
import { stopPod } from './stop-pod.ts';

/** When a resize that was granted has been carried out: a kubelet looks at its containers every second. */
const actuateMs = 1_000;
/** Mirrors the kubelet's backOffPeriod. */
const retryResizeMs = 10_000;

/** What the workers of a kubelet share. */
export interface WorkerContext extends PlanFacts {
  readonly environment: Environment;
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly node: NodeHost;
  readonly objects: ReferencedObjects;
  readonly drivers: CsiDrivers;
  /** The node as the kubelet knows it; undefined: not yet. */
  nodeNow(): V1Node | undefined;
  /** Whether containers may run still that a kubelet before this one started. */
  readonly resumes: boolean;
  /** Whose programs containers may be. Absent: of none. */
  readonly machine?: LocalMachine;
  /** Called when what pods use may be otherwise. */
  readonly onUsage: () => void;
}

/**
 * One pod on its node, from when the kubelet first sees it until it is gone. Driven by what is observed and by one timer;
 * `decidePod` decides, the rest is told by events, traces and the status.
 */
export class PodWorker implements StatusSource, EvictablePod, ServedPod, ConnectedPod {
  readonly #context: WorkerContext;
  readonly #host: PodHost;
  readonly #podText: string;
  readonly #allocation: PodAllocation;
  readonly #teller: PodTeller;
  readonly #writer: StatusWriter;
  #pod: V1Pod;
  #plan: PodPlan;
  #state: PodState;
  #timer: Timer | undefined;
  #resizeTimer: Timer | undefined;
  /** Undefined where it refers to nothing, or is over. */
  #objects: OpenPodObjects | undefined;
  /** It holds resources and an address of the node. */
  #admitted = false;
  #gone = false;
  /** Undefined where no container is a process. */
  #processes: PodProcesses | undefined;
  /** Undefined while nobody looks on. */
  #watchers: Set<() => void> | undefined;

  /** `started`: what started the kubelet, if the pod was there before. `ownNode`: the node, where it was asked for. */
  constructor(context: WorkerContext, pod: V1Pod, started?: Cause, ownNode = context.nodeNow()) {
    const { environment, client, node, resumes } = context;
    this.#context = context;
    this.#pod = pod;
    this.#allocation = new PodAllocation(pod, node.resources);
    this.#plan = planPod(this.#allocation.of(pod), context);
    this.#teller = new PodTeller(context, this, started);
    this.#host = node.hostOf(
      pod,
      () => this.#objects ?? noObjects,
      () => this.#teller.lastCause,
    );
    this.#writer = new StatusWriter(environment, client, this);
    const { namespace = '', name = '', uid = '' } = pod.metadata ?? {};
    this.#podText = `${name}_${namespace}(${uid})`;
    const nowMs = environment.clock.now();
    this.#state = resumes
      ? resumePod(this.#plan, pod, nowMs, this.#host)
      : restorePod(this.#plan, pod, nowMs);
    this.#admit(ownNode);
    this.#resize();
    this.#open();
    this.#tellOfRestart();
    this.#run();
    this.#beginProcesses();
    this.#writer.changed();
  }

  get pod(): V1Pod {
    return this.#pod;
  }

  get plan(): PodPlan {
    return this.#plan;
  }

  get cause(): Cause | undefined {
    return this.#teller.cause;
  }

  onChange(callback: () => void): () => void {
    this.#watchers ??= new Set();
    this.#watchers.add(callback);
    return () => this.#watchers?.delete(callback);
  }

  endContainer(name: string, code: number): void {
    const at = this.#plan.containers.findIndex((container) => container.name === name);
    const container = this.#state.containers[at];
    if (container?.step.at !== 'running') return;
    const atMs = this.#context.environment.clock.now();
    const ended = { ...container, step: { ...container.step, exit: { atMs, code } } };
    this.#state = { ...this.#state, containers: this.#state.containers.with(at, ended) };
    this.#run();
  }

  processLog(container: string, previous: boolean): ProcessLog | undefined {
    return this.#processes?.log(container, previous);
  }

  get gone(): boolean {
    return this.#gone;
  }

  get over(): boolean {
    return isOver(this.#state);
  }

  /**
   * The pod as the API server has it, whoever read it: the watch, or the writer (`own`: as the answer to a write). What is
   * newer is acted on at once, as what was read once is not newer when it comes again.
   */
  observe(pod: V1Pod, own = false): void {
    if (this.#gone || !isNewer(pod, this.#pod)) return;
    const before = this.#pod;
    this.#pod = pod;
    if (!own) this.#teller.saw(causeOf(pod));
    const respecified = pod.metadata?.generation !== before.metadata?.generation;
    if (respecified) this.#takeSpec(pod, before);
    if (pod.status?.resourceClaimStatuses !== before.status?.resourceClaimStatuses) this.#reopen();
    this.#run();
    if (respecified || (!own && pod.status !== before.status)) this.#writer.changed();
  }

  stats(atMs: number): PodStats {
    return measurePod(this.#plan, this.#state, this.#allocation.of(this.#pod), {
      atMs,
      sharing: this.#context.node.sharing,
      onProblem: (container, what, message) => this.#teller.problem(container, what, message),
    });
  }

  cpuAt(container: string, atMs: number): number {
    const { sharing } = this.#context.node;
    return cpuOf(this.#plan, this.#state, this.#pod, container, { atMs, sharing });
  }

  changesAfter(atMs: number): boolean {
    return changesAfter(this.#plan, this.#state, atMs);
  }

  killOverMemory(stats: PodStats, atMs: number): boolean {
    const killed = overMemory(this.#plan, stats);
    if (killed.length === 0) return false;
    const containers = this.#state.containers.map((container, at): ContainerState => {
      const { step } = container;
      const isKilled = step.at === 'running' && killed.includes(this.#plan.containers[at]?.name ?? '');
      return isKilled ? { ...container, step: { ...step, oomAtMs: atMs } } : container;
    });
    this.#state = { ...this.#state, containers };
    this.#run();
    return true;
  }

  evict({ message, graceMs, disrupts }: Eviction): void {
    const { environment } = this.#context;
    this.#teller.trace('evict', undefined);
    this.#teller.event(undefined, 'Warning', 'Evicted', message);
    const failure = { reason: 'Evicted', message, ...(disrupts && { disrupted: true as const }) };
    const state = { ...this.#state, failure };
    const stopped = stopPod(this.#plan, state, environment.clock.now(), graceMs, this.#host);
    this.#state = stopped.state;
    this.#teller.tell(stopped.events, stopped.notes);
    this.#run();
    this.#writer.changed();
  }

  /** The images of its containers; with those that have ended, which stay until the pod goes or is evicted. */
  images(withEnded: boolean): readonly string[] {
    const isEvicted = this.#state.failure?.reason === 'Evicted';
    return this.#plan.containers.flatMap(({ nodeImage }, at) => {
      const container = this.#state.containers[at] ?? untouched;
      const hasEnded = withEnded && !isEvicted && container.terminated !== undefined;
      return hasEnded || container.step.at === 'running' ? [nodeImage.canonicalName] : [];
    });
  }

  /** The object is gone: whatever ran is gone with it. */
  remove(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#timer?.cancel();
    this.#resizeTimer?.cancel();
    this.#writer.close();
    if (!this.over) this.#teller.trace('remove', undefined);
    this.#processes?.end();
    const { node, environment } = this.#context;
    node.images.used(this.images(true), environment.clock.now());
    this.#letGo();
    this.#told();
  }

  status(): V1PodStatus {
    const { node, environment } = this.#context;
    return podStatus({
      pod: this.#pod,
      plan: this.#plan,
      state: this.#state,
      hostIP: node.facts.internalIP,
      secondIP: node.addresses.second(this.#state.ip),
      podText: this.#podText,
      nowText: node.timeText(environment.clock.now()),
      over: this.over,
      resize: this.#allocation.pending,
      resizing: this.#allocation.progress,
    });
  }

  /** Mirrors kubernetes pkg/kubelet (canAdmitPod). What was admitted once is not asked again. */
  #admit(ownNode: V1Node | undefined): void {
    if (isPodTerminal(this.#pod)) return;
    const startTime = this.#pod.status?.startTime;
    const rejection = startTime === undefined ? this.#rejection(ownNode) : undefined;
    if (rejection !== undefined) {
      const { reason, message } = rejection;
      this.#teller.trace('reject', undefined);
      this.#teller.event(undefined, 'Warning', reason, message);
      this.#state = { ...this.#state, failure: { reason, message: `Pod was rejected: ${message}` } };
      return;
    }
    this.#admitted = true;
    this.#allocation.take();
    this.#state = { ...this.#state, ip: this.#address() ?? '' };
  }

  #rejection(ownNode: V1Node | undefined): Rejection | undefined {
    const { pressures } = this.#context.node;
    return pressures.rejection(this.#pod) ?? admissionProblem(this.#pod, ownNode, this.#allocation);
  }

  #address(): string | undefined {
    const { node } = this.#context;
    if (this.#pod.spec?.hostNetwork === true) return node.facts.internalIP;
    const known = this.#state.sandbox ? this.#pod.status?.podIP : undefined;
    return known ?? node.addresses.take();
  }

  /** Mirrors kubernetes pkg/kubelet/kuberuntime (SyncPod): the sandbox went with the machine's last run. */
  #tellOfRestart(): void {
    const { node, environment } = this.#context;
    if (this.#pod.status?.startTime === undefined) return;
    for (const { nodeImage, behaviour } of containersMade(this.#plan, this.#pod)) {
      node.images.add(nodeImage, behaviour.pull.sizeBytes, environment.clock.now());
    }
    const isLost = this.#admitted && !this.#state.sandbox && hadSandbox(this.#pod);
    if (!isLost || !startsAgain(this.#plan, this.#state.containers)) return;
    const message = 'Pod sandbox changed, it will be killed and re-created.';
    this.#teller.event(undefined, 'Normal', 'SandboxChanged', message);
  }

  #beginProcesses(): void {
    const { machine, environment } = this.#context;
    if (machine === undefined || !this.#plan.containers.some(({ behaviour }) => behaviour.process)) return;
    const { clock, signal } = environment;
    const processes = new PodProcesses(
      machine,
      () => clock.now(),
      (name, code) => this.endContainer(name, code),
    );
    this.#processes = processes;
    signal.addEventListener('abort', () => processes.end(), { once: true });
    const follow = () =>
      processes.follow(
        this.#plan.containers.map((plan, at) => ({ plan, state: this.#state.containers[at] ?? untouched })),
      );
    this.onChange(follow);
    follow();
  }

  #open(): void {
    if (!this.#plan.waits || this.over) return;
    const onChange = (cause: Cause | undefined) => this.#referredChanged(cause);
    this.#objects = openPodObjects(this.#context, this.#pod, this.#plan, onChange);
  }

  /** The pod was told the names of its claims. */
  #reopen(): void {
    this.#plan = this.#planned();
    this.#objects?.close(this.#teller.lastCause);
    this.#objects = undefined;
    this.#open();
  }

  /** An object that the pod refers to has come, or is another: that counts if the pod waits for it. */
  #referredChanged(cause: Cause | undefined): void {
    if (!waitsForObjects(this.#state)) return;
    this.#teller.saw(cause);
    this.#run();
  }

  #letGo(): void {
    this.#objects?.close(this.#teller.lastCause);
    this.#objects = undefined;
    if (!this.#admitted) return;
    this.#admitted = false;
    const { node } = this.#context;
    this.#allocation.giveBack();
    node.addresses.giveBack(this.#state.ip);
  }

  /** What it asks for by now, it gets where that can be. */
  #resize(): void {
    const events = this.#allocation.resize(this.#pod, () => this.#resizeAgain());
    this.#tellResize(events);
    if (events.some(({ reason }) => reason === 'ResizeStarted')) this.#armResize(actuateMs, false);
  }

  #resizeAgain(): void {
    this.#resize();
    this.#plan = this.#planned();
    this.#run();
    this.#writer.changed();
  }

  #planned(): PodPlan {
    const granted = this.#allocation.of(this.#pod);
    const actual = this.#allocation.isActuated ? granted : this.#allocation.actual(this.#pod);
    return planPod(granted, this.#context, actual);
  }

  #armResize(delayMs: number, background: boolean): void {
    this.#resizeTimer?.cancel();
    const { clock } = this.#context.environment;
    this.#resizeTimer = clock.setTimer(delayMs, () => this.#actuate(), { background });
  }

  /** What was granted is carried out. Mirrors kubernetes pkg/kubelet/kuberuntime (doPodResizeAction). */
  #actuate(): void {
    if (this.#gone || this.over) return;
    const { clock } = this.#context.environment;
    const nowMs = clock.now();
    const granted = this.#allocation.of(this.#pod);
    const { restarted, problem } = decideResize(
      this.#allocation.actual(this.#pod),
      granted,
      this.stats(nowMs),
    );
    if (problem !== undefined) {
      this.#tellResize(this.#allocation.failed(this.#pod, problem));
      this.#armResize(retryResizeMs, true);
      this.#writer.changed();
      return;
    }
    this.#allocation.actuate();
    this.#plan = this.#planned();
    this.#measure();
    if (restarted.length > 0) {
      const { state, events, notes } = restartResized(this.#plan, this.#state, restarted, nowMs, this.#host);
      this.#state = state;
      this.#teller.tell(events, notes);
    }
    this.#run();
    this.#completeResize();
  }

  /** It is done when those run again that had to be restarted for it. */
  #completeResize(): void {
    const { progress, isActuated } = this.#allocation;
    if (progress === undefined || !isActuated || this.over) return;
    if (this.#state.containers.some(({ again }) => again !== undefined)) return;
    this.#tellResize(this.#allocation.completed(this.#pod));
    this.#writer.changed();
  }

  #tellResize(events: readonly ResizeEvent[]): void {
    for (const { type, reason, message } of events) {
      this.#teller.event(undefined, type, reason, message);
    }
  }

  /** With other limits it runs out of memory at another time. */
  #measure(): void {
    if (!this.#plan.measured) return;
    const nowMs = this.#context.environment.clock.now();
    const containers = this.#state.containers.map((container, at): ContainerState => {
      const { step } = container;
      const plan = this.#plan.containers[at];
      if (step.at !== 'running' || plan === undefined) return container;
      const measured = withOom(plan, step, nowMs);
      return measured === step ? container : { ...container, step: measured };
    });
    this.#state = { ...this.#state, containers };
  }

  #takeSpec(pod: V1Pod, before: V1Pod): void {
    if (pod.spec === before.spec) return;
    this.#resize();
    const plan = this.#planned();
    const former = this.#plan;
    this.#plan = plan;
    if (this.over) return;
    this.#measure();
    const { state, events, notes } = replaceImages(
      former,
      plan,
      this.#state,
      this.#context.environment.clock.now(),
      this.#host,
    );
    this.#state = state;
    this.#teller.tell(events, notes);
  }

  readonly #wake = (): void => {
    this.#timer = undefined;
    this.#run();
  };

  /** Everything that is due now. */
  #run(): void {
    const { clock } = this.#context.environment;
    const nowMs = clock.now();
    const before = this.#state;
    const { state, events, notes, wakeAtMs, background } = decidePod({
      plan: this.#plan,
      state: before,
      nowMs,
      host: this.#host,
      podText: this.#podText,
      ...deadlinesOf(this.#pod, this.#plan.graceMs, this.over),
    });
    this.#state = state;
    this.#timer?.cancel();
    this.#timer =
      wakeAtMs === undefined ? undefined : clock.setTimer(wakeAtMs - nowMs, this.#wake, { background });
    if (state === before) return;
    this.#teller.tell(events, notes);
    if (this.over) this.#letGo();
    if (this.#plan.measured) this.#context.onUsage();
    if (this.#allocation.progress !== undefined) this.#completeResize();
    this.#writer.changed();
    this.#told();
  }

  #told(): void {
    if (this.#watchers === undefined) return;
    for (const callback of [...this.#watchers]) callback();
  }
}

function waitsForObjects({ mounted, containers }: PodState): boolean {
  return mounted !== true || containers.some(({ step }) => step.at === 'unconfigured');
}

/** Resource versions are the store's revisions here, which rise with every write. */
function isNewer(pod: V1Pod, known: V1Pod): boolean {
  return Number(pod.metadata?.resourceVersion) > Number(known.metadata?.resourceVersion);
}
