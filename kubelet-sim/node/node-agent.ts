import {
  coreV1,
  type V1ContainerImage,
  type V1Node,
  type V1NodeStatus,
  type V1NodeSystemInfo,
} from '../../api/index.ts';
import { isAlreadyExists } from '../../apimachinery/index.ts';
import {
  type Client,
  type EventRecorder,
  type InformerFactory,
  isOperatingError,
  retryOnConflict,
  type SharedInformer,
} from '../../client/index.ts';
import type { Cause, Environment, Timer } from '../../environment/index.ts';
import type { Pressures } from '../eviction/pressures.ts';
import type { NodeImages } from './node-images.ts';
import {
  conditionEvents,
  initialNode,
  type NodeEvent,
  type NodeState,
  nodeReference,
  nodeStatus,
  nodeStatusHasChanged,
  schedulableEvent,
  startEvents,
  systemInfo,
} from './node-object.ts';
import type { NodeFacts } from './node-spec.ts';
import type { NodeVolumes } from './node-volumes.ts';

/** Mirrors the kubelet's nodeStatusReportFrequency: so often the status is told even if it says nothing new. */
const reportMs = 300_000;
/** Mirrors the kubelet's nodeStatusUpdateFrequency: the beat at which the status is put right. */
const updateMs = 10_000;
/** So often the kubelet looks which images there are. Mirrors kubernetes pkg/kubelet/images (realImageGCManager.Start). */
const imagesMs = 30_000;
/** Mirrors registerWithAPIServer: from a tenth of a second, doubling, to seven seconds. */
const registerRetryMsFirst = 100;
const registerRetryMsMax = 7000;

export interface NodeAgentParts {
  readonly environment: Environment;
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly facts: NodeFacts;
  readonly informers: InformerFactory;
  /** The machine has been on all along. */
  readonly resumes: boolean;
  readonly images: NodeImages;
  readonly volumes: NodeVolumes;
  readonly pressures: Pressures;
  /** False: others say how the node is. */
  readonly reports: boolean;
}

/**
 * Keeps the Node object: registers it, reports its status, and puts it right at the next beat when somebody else has
 * changed it. Mirrors kubernetes pkg/kubelet (kubelet_node_status.go).
 *
 * Differs: nothing is compared at beats before which nothing has changed: a watch tells.
 */
export class NodeAgent {
  readonly #environment: Environment;
  readonly #client: Client;
  readonly #recorder: EventRecorder;
  readonly #facts: NodeFacts;
  readonly #images: NodeImages;
  /** As they were when it looked last. */
  #listed: readonly V1ContainerImage[] | undefined;
  #imagesTimer: Timer | undefined;
  readonly #volumes: NodeVolumes;
  readonly #pressures: Pressures;
  /** What has led to what the node has to tell next. */
  #cause: Cause | undefined;
  readonly #informer: SharedInformer<V1Node>;
  readonly #resumes: boolean;
  readonly #reports: boolean;
  #info: V1NodeSystemInfo;
  #hasNetwork: boolean;
  #onNetwork: ((cidrs: readonly string[]) => void) | undefined;
  #adopted = false;
  #registeredMs = 0;
  #reportedMs = Number.NEGATIVE_INFINITY;
  #unschedulable = false;
  #timer: Timer | undefined;
  /** The timer is for the next beat, not for the next report. */
  #soon = false;
  /** The watch may not have told yet how the node is. */
  #doubtful = false;

  constructor(parts: NodeAgentParts) {
    const { environment, client, recorder, facts, informers, resumes, images, volumes, pressures, reports } =
      parts;
    this.#environment = environment;
    this.#client = client;
    this.#recorder = recorder;
    this.#facts = facts;
    this.#images = images;
    this.#volumes = volumes;
    this.#pressures = pressures;
    this.#informer = informers.informer(coreV1.nodes, { fieldSelector: `metadata.name=${facts.name}` });
    this.#resumes = resumes;
    this.#reports = reports;
    this.#hasNetwork = facts.podCIDR !== undefined;
    this.#info = systemInfo(facts.name, environment.ids.uid());
    pressures.onChange((cause) => {
      this.#cause = cause;
      this.#beatSoon();
    });
    images.onChange((cause) => this.#lookAtImages(cause));
    volumes.onChange((cause) => {
      this.#cause = cause;
      this.#beatSoon();
    });
  }

  /** Whether the node was there before it was registered. */
  get adopted(): boolean {
    return this.#adopted;
  }

  /** The node as a watch has told of it last. */
  get known(): V1Node | undefined {
    return this.#informer.indexer.get(this.#facts.name);
  }

  /** The node as the API server has it now. */
  read(): Promise<V1Node> {
    return this.#client.get(coreV1.nodes, { name: this.#facts.name });
  }

  /** Resolves with the node once it is registered; a server that does not answer is asked again for ever, with pauses. */
  async register(): Promise<V1Node> {
    const { clock } = this.#environment;
    let retryMs = registerRetryMsFirst;
    for (;;) {
      try {
        const { node, before } = await this.#tryRegister();
        this.#registeredMs = clock.now();
        this.#reportedMs = clock.now();
        if (this.#reports)
          this.#tell(startEvents(this.#facts.name, before, this.#info.bootID, this.#state()));
        this.#keep();
        return node;
      } catch (error) {
        if (this.#environment.isRevoked || !isOperatingError(error)) throw error;
        this.#environment.trace.record('kubelet-retry', { node: this.#facts.name, message: error.message });
      }
      await clock.sleep(retryMs);
      retryMs = Math.min(2 * retryMs, registerRetryMsMax);
    }
  }

  /** Calls back once, with the networks for pods that somebody writes into the node. Before the node is registered. */
  onNetwork(callback: (cidrs: readonly string[]) => void): void {
    this.#onNetwork = callback;
  }

  /** The server was out of reach: the next beat asks how the node is by now. */
  reconnected(): void {
    this.#doubtful = true;
    this.#beatSoon();
  }

  async #tryRegister(): Promise<{ readonly node: V1Node; readonly before: V1NodeStatus | undefined }> {
    const { clock } = this.#environment;
    try {
      const initial = initialNode(this.#facts, clock.now(), this.#info);
      const node = await this.#client.create(
        coreV1.nodes,
        this.#reports ? initial : withoutConditions(initial),
      );
      return { node, before: undefined };
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
    const existing = await this.#client.get(coreV1.nodes, { name: this.#facts.name });
    this.#adopted = true;
    if (!this.#reports) return { node: existing, before: existing.status };
    this.#images.adopt(existing.status?.images ?? []);
    // Empty where no kubelet has told of the node yet.
    const bootId = existing.status?.nodeInfo?.bootID;
    if (this.#resumes && bootId) this.#info = systemInfo(this.#facts.name, bootId);
    await this.#adoptLabels(existing);
    const { node } = await this.#report(undefined);
    return { node, before: existing.status };
  }

  /** Of a node that was there before, the labels that the kubelet gives are put right, and no others. */
  async #adoptLabels({ metadata }: V1Node): Promise<void> {
    const missing = Object.entries(this.#facts.labels).filter(
      ([key, value]) => metadata?.labels?.[key] !== value,
    );
    if (missing.length === 0) return;
    const body = { metadata: { labels: Object.fromEntries(missing) } };
    await this.#client.patch(coreV1.nodes, { name: this.#facts.name }, { type: 'merge', body });
  }

  #keep(): void {
    const look = (node: V1Node) => this.#look(node);
    this.#informer.addEventHandler({ onAdd: look, onUpdate: (_, node) => look(node) });
    this.#informer.start();
    if (this.#reports) this.#arm(reportMs, true);
  }

  /** The node is so now: if it should be otherwise, the next beat is for it. */
  #look(node: V1Node): void {
    if (!this.#hasNetwork) this.#lookForNetwork(node);
    if (!this.#reports) return;
    this.#volumes.observe(node);
    if (!this.#soon && this.#isDisputed(node)) this.#beatSoon();
  }

  /** That the node becomes ready is told at once. Mirrors kubernetes pkg/kubelet (fastStatusUpdateOnce). */
  #lookForNetwork({ spec }: V1Node): void {
    const { podCIDRs = [] } = spec ?? {};
    if (podCIDRs.length === 0) return;
    this.#hasNetwork = true;
    if (this.#reports) {
      this.#soon = true;
      this.#arm(0, false);
    }
    this.#onNetwork?.(podCIDRs);
  }

  #beatSoon(): void {
    if (this.#soon || !this.#reports) return;
    this.#soon = true;
    const sinceMs = this.#environment.clock.now() - this.#registeredMs;
    this.#arm(updateMs - (sinceMs % updateMs), false);
  }

  /** At its next look. What it finds then may be told later: nobody waits for it. */
  #lookAtImages(cause: Cause | undefined): void {
    if (this.#imagesTimer !== undefined || !this.#reports) return;
    const { clock } = this.#environment;
    const look = () => {
      this.#imagesTimer = undefined;
      const { images, isWhole } = this.#images.list(clock.now());
      this.#listed = images;
      if (!isWhole) this.#lookAtImages(cause);
      this.#cause ??= cause;
      this.#environment.spawn('node status', () => this.#sync());
    };
    const sinceMs = clock.now() - this.#registeredMs;
    this.#imagesTimer = clock.setTimer(imagesMs - (sinceMs % imagesMs), look, { background: true });
  }

  #isDisputed({ spec, status }: V1Node): boolean {
    if ((spec?.unschedulable ?? false) !== this.#unschedulable) return true;
    return nodeStatusHasChanged(status, this.#statusOver(status));
  }

  #arm(delayMs: number, background: boolean): void {
    this.#timer?.cancel();
    const beat = () => this.#environment.spawn('node status', () => this.#sync());
    this.#timer = this.#environment.clock.setTimer(delayMs, beat, { background });
  }

  async #sync(): Promise<void> {
    const { clock, trace } = this.#environment;
    this.#soon = false;
    let againMs = 0;
    try {
      await this.#putRight();
    } catch (error) {
      if (this.#environment.isRevoked || !isOperatingError(error)) throw error;
      trace.record('kubelet-retry', { node: this.#facts.name, message: error.message });
      againMs = updateMs;
    }
    // What was seen meanwhile has set the timer.
    if (!this.#soon) this.#arm(againMs || this.#reportedMs + reportMs - clock.now(), true);
  }

  /** Mirrors kubernetes pkg/kubelet (tryUpdateNodeStatus). A node that was deleted is not made again. */
  async #putRight(): Promise<void> {
    const node = this.#doubtful ? await this.read() : this.known;
    this.#doubtful = false;
    if (node === undefined) {
      this.#reportedMs = this.#environment.clock.now();
      return;
    }
    this.#tellOfCordon(node);
    const isDue = this.#environment.clock.now() >= this.#reportedMs + reportMs;
    if (!isDue && !nodeStatusHasChanged(node.status, this.#statusOver(node.status))) return;
    const { before } = await this.#report(node);
    this.#reportedMs = this.#environment.clock.now();
    this.#tell(conditionEvents(this.#facts.name, before, this.#state()));
  }

  #tellOfCordon({ spec }: V1Node): void {
    const unschedulable = spec?.unschedulable ?? false;
    if (unschedulable === this.#unschedulable) return;
    this.#unschedulable = unschedulable;
    this.#tell([schedulableEvent(this.#facts.name, unschedulable)]);
  }

  /** Writes the status over the one of the node as `known`, or as it is now; gives the node, and its status before. */
  async #report(
    known: V1Node | undefined,
  ): Promise<{ readonly node: V1Node; readonly before: V1NodeStatus | undefined }> {
    let current = known;
    const cause = this.#cause;
    this.#cause = undefined;
    const client = cause === undefined ? this.#client : this.#client.withCause(cause);
    return retryOnConflict(async () => {
      const node = current ?? (await this.read());
      current = undefined;
      const written = await client.updateStatus(coreV1.nodes, {
        ...node,
        status: this.#statusOver(node.status),
      });
      return { node: written, before: node.status };
    });
  }

  #statusOver(before: V1NodeStatus | undefined): V1NodeStatus {
    return nodeStatus(this.#facts, before, this.#environment.clock.now(), this.#info, this.#state());
  }

  #state(): NodeState {
    const { inUse } = this.#volumes;
    return {
      hasNetwork: this.#hasNetwork,
      pressures: this.#pressures.conditions,
      ...(inUse && { volumesInUse: inUse }),
      ...(this.#listed && { images: this.#listed }),
    };
  }

  #tell(events: readonly NodeEvent[]): void {
    for (const { type = 'Normal', reason, message } of events) {
      this.#recorder.event(nodeReference(this.#facts), type, reason, message);
    }
  }
}

/** As a machine says it is, and nothing of how it goes. */
function withoutConditions({ status, ...node }: V1Node): V1Node {
  const { conditions: _, ...rest } = status ?? {};
  return { ...node, status: rest };
}
