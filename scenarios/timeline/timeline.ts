import type { CoreV1Event } from '../../api/index.ts';
import type { TraceRecord } from '../../environment/index.ts';
import { Causes } from './causes.ts';
import { wordsOf } from './words.ts';
import { nameOf, objectId, type Write, writeOf } from './write.ts';

/** What a person reads of one record. */
export interface TimelineLine {
  readonly atMs: number;
  /** A step begins; something was done; something reports how it is; something is wrong. */
  readonly kind: 'step' | 'act' | 'state' | 'warning';
  readonly who: string;
  readonly what: string;
  /** `Deployment web revision 1 <- scenario step 1`; '' where nothing is known, or where it goes without saying. */
  readonly because: string;
}

/** Heartbeats, and reports about what the timeline shows anyway. */
const hidden = new Set(['leases', 'events']);

/** The scheduler's attempts say it themselves, at the time they fail; pods say in what state their containers are. */
function isToldOtherwise({ reason, message = '' }: CoreV1Event): boolean {
  return reason === 'FailedScheduling' || /^Error: \w+$/.test(message);
}

/**
 * Turns the trace into lines that say who did what to which object, and what made them do it. The cluster's Warning
 * events are among them, each once. What happens before the first step is one line.
 */
export class Timeline {
  readonly #causes = new Causes();
  /** Warnings on their way to the API server, by namespace and name. */
  readonly #warnings = new Map<string, CoreV1Event>();
  readonly #told = new Set<string>();
  readonly #nodes: string[] = [];
  #step: TraceRecord | undefined;

  /** Takes an Event before the record of the write that makes it: records hold no messages. */
  takeEvent(event: CoreV1Event): void {
    if (event.type !== 'Warning' || isToldOtherwise(event)) return;
    this.#warnings.set(`${event.metadata.namespace}/${event.metadata.name}`, event);
  }

  /** Takes the next record. */
  take(record: TraceRecord): readonly TimelineLine[] {
    this.#causes.take(record);
    if (record.kind === 'step') return this.#stepLines(record);
    const write = writeOf(record);
    const line = write === undefined ? this.#recordLine(record) : this.#writeLine(record, write);
    // Until then the cluster comes up.
    return line === undefined || this.#step === undefined ? [] : [line];
  }

  #stepLines(record: TraceRecord): readonly TimelineLine[] {
    const { atMs, fields } = record;
    const first = this.#step === undefined;
    this.#step = record;
    const step: TimelineLine = {
      atMs,
      kind: 'step',
      who: 'scenario',
      what: `step ${fields.step}: ${fields.summary}`,
      because: '',
    };
    if (!first) return [step];
    return [{ atMs, kind: 'act', who: 'cluster', what: started(this.#nodes), because: '' }, step];
  }

  #recordLine(record: TraceRecord): TimelineLine | undefined {
    const { fields } = record;
    switch (record.kind) {
      case 'unschedulable':
        return this.#warning(
          record,
          'FailedScheduling',
          { kind: 'Pod', ...parts(fields.pod) },
          fields.message,
        );
      case 'node-started':
        this.#nodes.push(String(fields.node));
        return this.#line(record, 'act', `started Node ${fields.node}`, 'cluster');
      case 'node-killed':
        return this.#line(record, 'act', `killed Node ${fields.node}`, 'cluster');
      case 'fault':
        return this.#line(
          record,
          'warning',
          `fault ${fields.rule}: ${fields.kind} from ${fields.from} to ${fields.to}`,
        );
      case 'internal-error':
        return this.#line(record, 'warning', `internal error: ${String(fields.error).split('\n', 1)[0]}`);
      default:
        return undefined;
    }
  }

  #writeLine(record: TraceRecord, write: Write): TimelineLine | undefined {
    if (write.resource === 'events') return this.#eventLine(record, write);
    if (hidden.has(write.resource) || write.by === 'apiserver') return undefined;
    const words = wordsOf(write);
    return words && this.#line(record, words.kind, words.what + this.#revision(write), write.by);
  }

  #eventLine(record: TraceRecord, write: Write): TimelineLine | undefined {
    const key = `${write.namespace}/${write.name}`;
    const event = this.#warnings.get(key);
    if (event === undefined) return undefined;
    this.#warnings.delete(key);
    const { kind = '', namespace = '', name = '' } = event.involvedObject;
    const about = { kind, ...(namespace === '' ? {} : { namespace }), name };
    return this.#warning(record, event.reason, about, event.message, write.by);
  }

  /** Told once, however often it comes. */
  #warning(
    record: TraceRecord,
    reason: string | undefined,
    about: Pick<Write, 'kind' | 'namespace' | 'name'>,
    message: unknown,
    who = record.by,
  ): TimelineLine | undefined {
    const text = `Warning ${reason} ${nameOf(about)}: ${gist(String(message))}`;
    if (this.#told.has(text)) return undefined;
    this.#told.add(text);
    return this.#line(record, 'warning', text, who, objectId(about));
  }

  /** A new ReplicaSet is a new revision of its Deployment. */
  #revision(write: Write): string {
    const rollout = write.verb === 'create' ? this.#causes.revisions.of(write) : undefined;
    return rollout === undefined ? '' : ` (revision ${rollout.revision})`;
  }

  #line(
    record: TraceRecord,
    kind: TimelineLine['kind'],
    what: string,
    who = record.by,
    about = aboutOf(record),
  ): TimelineLine {
    const because = this.#causes.of(record, about);
    // It stands right below its step.
    const obvious =
      (who === 'scenario' || who === 'cluster') && because === `scenario step ${this.#step?.fields.step}`;
    return { atMs: record.atMs, kind, who, what, because: obvious ? '' : because };
  }
}

function aboutOf(record: TraceRecord): string | undefined {
  const write = writeOf(record);
  return write === undefined ? undefined : objectId(write);
}

/** A message without what only repeats: a pod's name and uid, and why nobody could make room by preemption. */
function gist(message: string): string {
  return message.replace(/ in pod \S+\([0-9a-f-]+\)$/, '').replace(/\. [^.]*preemption: .*$/s, '');
}

function started(nodes: readonly string[]): string {
  const shown = nodes.length > 5 ? [...nodes.slice(0, 4), '...', nodes.at(-1)] : nodes;
  if (nodes.length === 0) return 'started, without nodes';
  return `started, with ${nodes.length === 1 ? 'node' : `${nodes.length} nodes:`} ${shown.join(', ')}`;
}

function parts(key: unknown): Pick<Write, 'namespace' | 'name'> {
  const [name = '', namespace] = String(key).split('/').reverse();
  return namespace === undefined ? { name } : { namespace, name };
}
