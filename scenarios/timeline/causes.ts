import type { Cause, TraceRecord } from '../../environment/index.ts';
import { RolloutRevisions } from './rollout-revisions.ts';
import {
  asks,
  type Change,
  changesOf,
  conditionAfter,
  nameOf,
  objectId,
  type Write,
  writeOf,
} from './write.ts';

/** As many links of a chain of causes as fit on a line and still say something. */
const linksMax = 3;

/** What is a cause without having one. */
const origins = new Set(['step', 'reconcile']);

interface Link {
  readonly text: string;
  /** The objects it is about; the next link says something about another one. */
  readonly about: readonly string[];
}

/**
 * Remembers what led to what. A write's cause is a reconcile, a pod's worker or a step; a reconcile's cause is the
 * write it saw, and so on back to a step of the scenario. What nobody wrote has effects too: a node that is killed is
 * missed after a while, and deadlines pass.
 */
export class Causes {
  readonly revisions = new RolloutRevisions();
  readonly #records = new Map<number, TraceRecord>();
  readonly #writes = new Map<number, TraceRecord>();
  /** By object: the last write that asked for something. */
  readonly #asked = new Map<string, TraceRecord>();
  /** By reconcile: what the object it is about was last asked for. */
  readonly #wanted = new Map<number, TraceRecord>();
  /** By node: that it was killed or started since the first step, the last of these. */
  readonly #fates = new Map<string, TraceRecord>();
  /** By record that names no cause: what led to it, as was known when it came. */
  readonly #unwritten = new Map<number, TraceRecord>();
  #step: TraceRecord | undefined;

  /** Takes the next record. */
  take(record: TraceRecord): void {
    if (record.cause !== undefined || origins.has(record.kind)) this.#records.set(record.id, record);
    const write = writeOf(record);
    if (record.kind === 'step') this.#step = record;
    if (record.kind === 'reconcile') this.#takeReconcile(record);
    if (record.cause === undefined) this.#takeUncaused(record);
    if (write === undefined) return;
    this.#writes.set(write.revision, record);
    if (asks(write)) this.#asked.set(askedKey(write.kind, write.namespace, write.name), record);
    this.revisions.take(write, this.#reconcileKey(record));
  }

  /** `Deployment web revision 1 <- scenario step 1` for a record about an object; '' where nothing is known. */
  of(record: TraceRecord, object?: string): string {
    const links: Link[] = [];
    let about: readonly string[] = object === undefined ? [] : [object];
    // A cause is always older than what it caused, so this ends.
    for (let at = this.#before(record); at !== undefined; at = this.#before(at)) {
      const link = this.#linkOf(at);
      if (link === undefined || links.some(({ text }) => text === link.text)) continue;
      // An object's own earlier states explain nothing.
      if (link.about.some((object) => about.includes(object))) continue;
      links.push(link);
      about = link.about;
    }
    const texts = links.map(({ text }) => text);
    if (texts.length <= linksMax) return texts.join(' <- ');
    return [...texts.slice(0, linksMax - 1), '...', texts.at(-1)].join(' <- ');
  }

  #takeUncaused(record: TraceRecord): void {
    const cause = this.#unnamedCause(record);
    if (cause !== undefined) this.#unwritten.set(record.id, cause);
  }

  #unnamedCause(record: TraceRecord): TraceRecord | undefined {
    const { id, kind, fields } = record;
    switch (kind) {
      case 'node-killed':
      case 'node-started':
        // Before the first step the cluster comes up.
        if (this.#step !== undefined) this.#fates.set(String(fields.node), record);
        return this.#step;
      case 'reconcile':
        // Its time has come: the object is still asked for the same, or the node is missed.
        return this.#wanted.get(id) ?? this.#fates.get(String(fields.key));
      case 'write':
        // A kubelet that starts speaks of its node.
        return fields.by === `kubelet:${fields.name}` ? this.#fates.get(String(fields.name)) : undefined;
      default:
        return undefined;
    }
  }

  #takeReconcile(record: TraceRecord): void {
    const { controller, key } = record.fields;
    const [name = '', namespace] = String(key).split('/').reverse();
    const asked = this.#asked.get(askedKey(String(controller), namespace, name));
    if (asked !== undefined) this.#wanted.set(record.id, asked);
  }

  /**
   * What led to a record. A reconcile that was asked for several times runs once, for the first who asked; what it
   * then asks of others follows from what its object is asked for by now, if that is newer.
   */
  #before(record: TraceRecord): TraceRecord | undefined {
    const cause = this.#follow(record.cause) ?? this.#unwritten.get(record.id);
    const write = writeOf(record);
    if (cause?.kind !== 'reconcile' || write === undefined || !asks(write)) return cause;
    const trigger = this.#follow(cause.cause);
    const wanted = this.#wanted.get(cause.id);
    return wanted !== undefined && wanted.id > (trigger?.id ?? 0) ? wanted : cause;
  }

  #follow(cause: Cause | undefined): TraceRecord | undefined {
    if (cause === undefined) return undefined;
    return 'record' in cause ? this.#records.get(cause.record) : this.#writes.get(cause.revision);
  }

  #reconcileKey(record: TraceRecord): string | undefined {
    const cause = this.#follow(record.cause);
    return cause?.kind === 'reconcile' ? String(cause.fields.key) : undefined;
  }

  #linkOf(record: TraceRecord): Link | undefined {
    const { kind, fields } = record;
    if (kind === 'step') return { text: `scenario step ${fields.step}`, about: [] };
    if (kind === 'node-killed') return { text: `Node ${fields.node} killed`, about: [] };
    if (kind === 'node-started') return { text: `Node ${fields.node} started`, about: [] };
    const write = writeOf(record);
    if (write === undefined) return undefined;
    const about = [objectId(write)];
    if (write.verb === 'delete') return { text: `${nameOf(write)} deleted`, about };
    const state = stateOf(write);
    if (state !== undefined) return { text: `${nameOf(write)} ${state}`, about };
    if (!asks(write)) return undefined;
    const rollout = this.revisions.of(write);
    if (rollout === undefined) return { text: nameOf(write) + scaling(write), about };
    const { deployment, revision } = rollout;
    return {
      text: `${nameOf(deployment)} revision ${revision}${scaling(write)}`,
      about: [...about, objectId(deployment)],
    };
  }
}

/** Controllers are called after the kind they reconcile, in small letters. */
function askedKey(kind: string, namespace: string | undefined, name: string): string {
  return `${kind.toLowerCase()} ${namespace ?? ''}/${name}`;
}

/** ` scaled to 5`, where that is what was asked for. */
function scaling(write: Write): string {
  const replicas = changesOf(write).find(({ path }) => path === 'spec.replicas');
  return replicas === undefined || write.verb === 'create' ? '' : ` scaled to ${replicas.after}`;
}

/** What came of a pod or a node, which others act on; of other objects statuses only count what these say. */
function stateOf(write: Write): string | undefined {
  const changes = changesOf(write);
  if (write.kind === 'Node') return readiness(changes) ?? taintedness(changes);
  if (write.kind !== 'Pod') return undefined;
  if (write.verb === 'create' && write.subresource === undefined) return 'created';
  const phase = changes.find(({ path }) => path === 'status.phase')?.after;
  return phase === 'Succeeded' || phase === 'Failed' ? phase : (readiness(changes) ?? phase);
}

function readiness(changes: readonly Change[]): string | undefined {
  const ready = conditionAfter(changes, 'Ready');
  if (ready === undefined) return undefined;
  return ready === 'True' ? 'ready' : 'not ready';
}

function taintedness(changes: readonly Change[]): string | undefined {
  const taint = changes.find(({ path }) => path.startsWith('spec.taints'));
  if (taint === undefined) return undefined;
  return taint.after === 'none' ? 'untainted' : 'tainted';
}
