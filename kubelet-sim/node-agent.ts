import { coreV1, type V1Node } from '../api/index.ts';
import { isAlreadyExists, isConflict, StatusError, semanticEqual } from '../apimachinery/index.ts';
import { type Client, type EventRecorder, isTransportError } from '../client/index.ts';
import type { Environment } from '../environment/index.ts';
import { initialNode, nodeStatus, startEvents } from './node-object.ts';
import type { NodeFacts } from './node-spec.ts';

/** Mirrors the kubelet's nodeStatusReportFrequency. */
const reportMs = 300_000;
/** Mirrors kubernetes pkg/kubelet (nodeStatusUpdateRetry). */
const reportTriesMax = 5;
/** Mirrors registerWithAPIServer: from a tenth of a second, doubling, to seven seconds. */
const registerRetryMsFirst = 100;
const registerRetryMsMax = 7000;

/** Keeps the Node object: registers it and reports its status. Mirrors kubernetes pkg/kubelet (kubelet_node_status.go). */
export class NodeAgent {
  readonly #environment: Environment;
  readonly #client: Client;
  readonly #recorder: EventRecorder;
  readonly #facts: NodeFacts;
  readonly #bootId: string;

  constructor(environment: Environment, client: Client, recorder: EventRecorder, facts: NodeFacts) {
    this.#environment = environment;
    this.#client = client;
    this.#recorder = recorder;
    this.#facts = facts;
    this.#bootId = environment.ids.uid();
  }

  /** Resolves with the node once it is registered; a server that does not answer is asked again for ever, with pauses. */
  async register(): Promise<V1Node> {
    const { clock, signal } = this.#environment;
    let retryMs = registerRetryMsFirst;
    for (;;) {
      try {
        const { node, before } = await this.#tryRegister();
        for (const { reason, message } of startEvents(this.#facts.name, before?.status)) {
          this.#recorder.event(this.#reference(), 'Normal', reason, message);
        }
        this.#scheduleReport();
        return node;
      } catch (error) {
        if (signal.aborted || !isOperatingError(error)) throw error;
        this.#environment.trace.record('kubelet-retry', { node: this.#facts.name, message: error.message });
      }
      await clock.sleep(retryMs);
      retryMs = Math.min(2 * retryMs, registerRetryMsMax);
    }
  }

  async #tryRegister(): Promise<{ readonly node: V1Node; readonly before: V1Node | undefined }> {
    const { clock } = this.#environment;
    try {
      const node = await this.#client.create(
        coreV1.nodes,
        initialNode(this.#facts, clock.now(), this.#bootId),
      );
      return { node, before: undefined };
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
    const before = await this.#client.get(coreV1.nodes, { name: this.#facts.name });
    await this.#adoptLabels(before);
    return { node: await this.#report(), before };
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

  #scheduleReport(): void {
    const report = (): void => {
      this.#environment.spawn('node status', async () => {
        try {
          await this.#report();
        } catch (error) {
          if (this.#environment.signal.aborted || !isOperatingError(error)) throw error;
          this.#environment.trace.record('kubelet-retry', { node: this.#facts.name, message: error.message });
        }
        this.#scheduleReport();
      });
    };
    this.#environment.clock.setTimer(reportMs, report, { background: true });
  }

  async #report(): Promise<V1Node> {
    for (let tries = 1; ; tries++) {
      const node = await this.#client.get(coreV1.nodes, { name: this.#facts.name });
      const status = nodeStatus(this.#facts, node.status, this.#environment.clock.now(), this.#bootId);
      if (semanticEqual(status, node.status)) return node;
      try {
        return await this.#client.updateStatus(coreV1.nodes, { ...node, status });
      } catch (error) {
        if (!isConflict(error) || tries >= reportTriesMax) throw error;
      }
    }
  }

  /** The kubelet names its node where others give its uid. */
  #reference() {
    const { name } = this.#facts;
    return { kind: 'Node', name, uid: name };
  }
}

function isOperatingError(error: unknown): error is Error {
  return error instanceof StatusError || isTransportError(error);
}
