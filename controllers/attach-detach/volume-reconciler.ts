import { coreV1, type V1Pod } from '../../api/index.ts';
import { ignoreNotFound } from '../../apimachinery/index.ts';
import { attachmentName, isMultiAttachAllowed } from '../../component-helpers/index.ts';
import type { ReconcileContext, ReconcileResult, TypedReconciler } from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import type { KeyTimers } from '../kit/key-timers.ts';
import { askToAttach, askToDetach, attachOutcome, detachOutcome, type Outcome } from './attach.ts';
import type { Attachment, Attachments } from './attachments.ts';
import { detachRule } from './detach-rule.ts';
import type { KnownVolumes } from './known-volumes.ts';
import { Look } from './look.ts';
import type { NodeReports } from './node-reports.ts';
import { type Operation, Operations } from './operations.ts';
import type { VolumeEvents } from './volume-events.ts';

/** The driver is given so long to attach or detach a volume: pkg/volume/csi's csiTimeout. */
const driverMsMax = 120_000;
/** How soon it is looked what came of it, as upstream does. */
const firstLookMs = 500;

export interface VolumeParts {
  readonly clock: Clock;
  readonly known: KnownVolumes;
  readonly attachments: Attachments;
  readonly reports: NodeReports;
  readonly events: VolumeEvents;
  /** Those of volumes of which something is due. */
  readonly timers: Pick<KeyTimers, 'set'>;
}

/**
 * Has a volume detached from where nobody wants it any more, then attached to where somebody does. Mirrors kubernetes
 * pkg/controller/volume/attachdetach/reconciler. Differs: it looks when something has changed, not ten times a second.
 */
export class VolumeReconciler implements TypedReconciler<string> {
  readonly #parts: VolumeParts;
  readonly #operations = new Operations();

  constructor(parts: VolumeParts) {
    this.#parts = parts;
  }

  async reconcile(name: string, context: ReconcileContext): Promise<ReconcileResult> {
    const { known, attachments, reports, events, timers } = this.#parts;
    const look = new Look(name, known.volumeNamed(name), known.wanted(name), context);
    const { wanted, volume } = look;
    for (const node of known.takeFound(volume)) this.#find(name, node);
    const nodes = new Set([...attachments.of(name).map(({ node }) => node), ...wanted.keys()]);
    for (const node of nodes) this.#observe(look, node);
    for (const attachment of attachments.of(name)) {
      if (wanted.has(attachment.node)) attachment.unwantedSinceMs = undefined;
      else await this.#detach(look, attachment);
    }
    for (const [node, pods] of wanted) await this.#attach(look, node, pods);
    events.forget(name, wanted);
    await reports.tell(context.client);
    timers.set(name, look.dueMs === Infinity ? undefined : look.dueMs, context.cause);
    // Waiting for a driver that never answers does not keep a world from being settled.
    return look.giveUpMs === Infinity ? undefined : { requeueAfterMs: look.giveUpMs, background: true };
  }

  /** What there was of it when the controller started may be attached or not. */
  #find(name: string, node: string): void {
    const { known, attachments } = this.#parts;
    if (attachments.get(name, node) !== undefined) return;
    const inUse = known.nodes.indexer.get(node)?.status?.volumesInUse ?? [];
    attachments.uncertain(name, node).mounted = inUse.includes(name);
  }

  /** What came of what was begun, or was undone by others. */
  #observe(look: Look, node: string): void {
    const { known, attachments, reports, clock } = this.#parts;
    const operation = this.#operations.get(look.keyOf(node));
    const attachment = known.attachments.indexer.get(attachmentName(look.volume, node));
    if (operation === undefined) {
      const isAttached = attachments.get(look.name, node)?.attached === true;
      if (!isAttached || attachment?.status?.attached === true) return;
      attachments.detached(look.name, node);
      reports.due(node);
      return;
    }
    if (operation.node !== node) return;
    const ageMs = clock.now() - operation.sinceMs;
    const outcome = operation.kind === 'attach' ? attachOutcome(attachment) : detachOutcome(attachment);
    if (ageMs < firstLookMs) look.due(firstLookMs - ageMs);
    else if (outcome !== 'waits' || ageMs >= driverMsMax) this.#end(look, operation, outcome);
    else look.giveUp(driverMsMax - ageMs);
  }

  #end(look: Look, operation: Operation, outcome: Outcome): void {
    const { attachments, reports, events } = this.#parts;
    const { name, volume, cause } = look;
    const { kind, node, pods } = operation;
    if (outcome !== 'done') {
      this.#fail(look, operation, outcome === 'waits' ? timeout(look, kind) : outcome.failure);
      return;
    }
    this.#operations.succeed(look.keyOf(node));
    if (kind === 'detach') {
      attachments.detached(name, node);
      return;
    }
    attachments.attached(name, node);
    reports.due(node);
    events.attached(volume, pods, cause);
  }

  #fail(look: Look, { kind, node, pods }: Operation, why: string): void {
    const { attachments, events, clock } = this.#parts;
    const key = look.keyOf(node);
    this.#operations.fail(key, clock.now());
    attachments.uncertain(look.name, node);
    look.giveUp(this.#operations.waitMs(key, kind, clock.now()));
    if (kind === 'attach') events.notAttached(look.volume, pods, why, look.cause);
  }

  async #detach(look: Look, attachment: Attachment): Promise<void> {
    const { known, reports, clock } = this.#parts;
    const { node } = attachment;
    if (!this.#mayBegin(look, node, 'detach')) return;
    const nowMs = clock.now();
    attachment.unwantedSinceMs ??= nowMs;
    const rule = detachRule(attachment, known.nodes.indexer.get(node), nowMs);
    if (!rule.mayGo) {
      if (rule.againMs !== undefined) look.due(rule.againMs);
      return;
    }
    // The node is told before, so that it mounts the volume no more.
    if (attachment.reported) reports.due(node);
    attachment.reported = false;
    await reports.tell(look.client);
    const operation: Operation = { kind: 'detach', node, sinceMs: nowMs, pods: [] };
    this.#operations.begin(look.keyOf(node), operation);
    if (rule.verify && (await isInUse(look, node)))
      this.#fail(look, operation, 'volume is still in use by node, according to Node status');
    else if (await askToDetach(attachmentName(look.volume, node), look.client))
      this.#end(look, operation, 'done');
    else look.due(firstLookMs);
  }

  async #attach(look: Look, node: string, pods: readonly V1Pod[]): Promise<void> {
    const { known, attachments, events, clock } = this.#parts;
    const { name, volume, wanted, client, cause } = look;
    if (attachments.get(name, node)?.attached === true) return;
    if (this.#operations.get(look.keyOf(node)) !== undefined) return;
    const others = attachments.of(name).filter((one) => one.node !== node);
    if (others.length > 0 && !isMultiAttachAllowed(volume)) {
      const users = others.flatMap((other) => wanted.get(other.node) ?? []);
      events.elsewhere(name, node, volume, pods, users, cause);
      return;
    }
    if (!this.#mayBegin(look, node, 'attach')) return;
    const operation: Operation = { kind: 'attach', node, sinceMs: clock.now(), pods };
    this.#operations.begin(look.keyOf(node), operation);
    const isThere = known.attachments.indexer.has(attachmentName(volume, node));
    const failure = isThere ? undefined : await askToAttach(volume, node, client);
    if (failure !== undefined) this.#fail(look, operation, failure);
    else look.due(firstLookMs);
  }

  /** Nothing is under way, and what has failed has waited long enough. */
  #mayBegin(look: Look, node: string, kind: Operation['kind']): boolean {
    const key = look.keyOf(node);
    if (this.#operations.get(key) !== undefined) return false;
    const waitMs = this.#operations.waitMs(key, kind, this.#parts.clock.now());
    if (waitMs > 0) look.giveUp(waitMs);
    return waitMs === 0;
  }
}

/** Mirrors kubernetes pkg/volume/util/operationexecutor (verifyVolumeIsSafeToDetach): the server is asked, not the cache. */
async function isInUse({ name, client }: Look, node: string): Promise<boolean> {
  const found = await client.get(coreV1.nodes, { name: node }).catch(ignoreNotFound);
  return found?.status?.volumesInUse?.includes(name) === true;
}

/** Mirrors kubernetes pkg/volume/csi (waitForVolumeAttachDetachStatusWithLister): of a detachment it does not know the driver. */
function timeout({ volume }: Look, kind: Operation['kind']): string {
  const { driver = '', volumeHandle = '' } = volume.spec?.csi ?? {};
  const whose = kind === 'attach' ? driver : 'unknown';
  return `timed out waiting for external-attacher of ${whose} CSI driver to ${kind} volume ${volumeHandle}`;
}
