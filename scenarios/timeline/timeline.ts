import type { CoreV1Event } from '../../api/index.ts';
import { generatedSuffixLength, safeAlphabet } from '../../apimachinery/index.ts';
import { RecentMap } from '../../collections/index.ts';
import type { RecordOf, TraceRecord, WriteFields } from '../../environment/index.ts';
import type { Chain } from './chain.ts';
import { Explanations } from './explanations.ts';
import { Narrators, type Words } from './narrators/index.ts';
import { Preemptions } from './preemptions.ts';
import { nameOf, type ObjectName, objectId } from './write.ts';

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

/** As many warnings are remembered: to tell each once, and until the write that makes an Event. */
const warningsKept = 1_000;

/**
 * Turns the trace into lines that say who did what to which object, and what made them do it. The cluster's Warning
 * events are among them, each once. What happens before the first step is one line.
 */
export class Timeline {
  readonly #explanations = new Explanations();
  readonly #narrators = new Narrators();
  /** Warnings on their way to the API server, by namespace and name. */
  readonly #warnings = new RecentMap<string, CoreV1Event>(warningsKept);
  readonly #told = new RecentMap<string, true>(warningsKept);
  readonly #preemptions = new Preemptions();
  /** Those that started before the first step. */
  #nodes: string[] = [];
  #step: RecordOf<'step'> | undefined;
  readonly #tellsStart: boolean;

  /** `tellsStart`: true: what happens before the first step is told as all else is. */
  constructor({ tellsStart = false }: { readonly tellsStart?: boolean } = {}) {
    this.#tellsStart = tellsStart;
  }

  /** Takes an Event before the record of the write that makes it: records hold no messages. */
  takeEvent(event: CoreV1Event): void {
    if (event.type !== 'Warning' || isToldOtherwise(event)) return;
    this.#warnings.set(`${event.metadata.namespace}/${event.metadata.name}`, event);
  }

  /** Takes the next record. */
  take(record: TraceRecord): readonly TimelineLine[] {
    const told = record.kind === 'write' ? this.#narrators.tell(record.fields) : undefined;
    const chain = this.#explanations.take(record, told?.effect);
    return record.kind === 'step' ? this.#stepLines(record) : this.#lines(record, chain, told?.words);
  }

  #stepLines(record: RecordOf<'step'>): readonly TimelineLine[] {
    const { atMs, fields } = record;
    const first = this.#step === undefined;
    this.#step = record;
    const what = `step ${fields.step}: ${fields.summary}`;
    const step: TimelineLine = { atMs, kind: 'step', who: 'scenario', what, because: '' };
    if (!first) return [step];
    const begun = started(this.#nodes);
    this.#nodes = [];
    return [{ atMs, kind: 'act', who: 'cluster', what: begun, because: '' }, step];
  }

  #lines(record: TraceRecord, chain: Chain, words: Words | undefined): readonly TimelineLine[] {
    const line = this.#lineOf(record, chain, words);
    if (this.#tellsStart || this.#step !== undefined) return line === undefined ? [] : [line];
    // Until then the cluster comes up.
    if (record.kind === 'node-started') this.#nodes.push(record.fields.node);
    return [];
  }

  #lineOf(record: TraceRecord, chain: Chain, words: Words | undefined): TimelineLine | undefined {
    switch (record.kind) {
      case 'write':
        return this.#writeLine(record, chain, words);
      case 'schedule':
        return this.#unscheduled(record, chain);
      case 'pod-place':
        return this.#keptBack(record, chain);
      case 'node-started':
        return this.#line(record, chain, 'act', `started Node ${record.fields.node}`, 'cluster');
      case 'node-killed':
        return this.#line(record, chain, 'act', `killed Node ${record.fields.node}`, 'cluster');
      case 'fault': {
        const { rule, kind, from, to } = record.fields;
        return this.#line(record, chain, 'warning', `fault ${rule}: ${kind} from ${from} to ${to}`);
      }
      case 'internal-error':
        return this.#line(record, chain, 'warning', internalError(record.fields.error));
      default:
        return undefined;
    }
  }

  #writeLine(record: RecordOf<'write'>, chain: Chain, words: Words | undefined): TimelineLine | undefined {
    const write = record.fields;
    const preempted = this.#preemptions.tell(record);
    if (preempted === 'goes without saying') return undefined;
    if (preempted !== undefined)
      return this.#line(record, chain, 'act', preempted, write.by, objectId(write));
    if (write.resource === 'events') return this.#eventLine(record, chain, write);
    if (hidden.has(write.resource) || write.by === 'apiserver') return undefined;
    return words && this.#line(record, chain, words.kind, words.what, write.by, objectId(write));
  }

  #eventLine(record: TraceRecord, chain: Chain, write: WriteFields): TimelineLine | undefined {
    const event = this.#warnings.get(`${write.namespace}/${write.name}`);
    if (event === undefined) return undefined;
    const { kind = '', namespace = '', name = '' } = event.involvedObject;
    const about = { kind, ...(namespace === '' ? {} : { namespace }), name };
    return this.#warning(record, chain, event.reason, about, event.message ?? '', write.by);
  }

  #unscheduled(record: RecordOf<'schedule'>, chain: Chain): TimelineLine | undefined {
    const { pod, message } = record.fields;
    if (message === undefined) return undefined;
    this.#preemptions.tried(record);
    return this.#warning(record, chain, 'FailedScheduling', { kind: 'Pod', ...parts(pod) }, message);
  }

  /** Other pods that wait are told of by their attempts. */
  #keptBack(record: RecordOf<'pod-place'>, chain: Chain): TimelineLine | undefined {
    const { place, pod, plugins = [], message, node } = record.fields;
    const name = { kind: 'Pod', ...parts(pod) };
    const tell = (what: string) =>
      this.#line(record, chain, 'state', `${nameOf(name)} ${what}`, record.by, objectId(name));
    if (place === 'permit') return tell(`waits on ${node} for a permit of ${plugins.join(', ')}`);
    return place === 'gated' ? tell(`is kept from being tried: ${message}`) : undefined;
  }

  /** Told once, however often it comes, and whatever names are generated each time. */
  #warning(
    record: TraceRecord,
    chain: Chain,
    reason: string | undefined,
    about: ObjectName,
    message: string,
    who = record.by,
  ): TimelineLine | undefined {
    const text = `Warning ${reason} ${nameOf(about)}: ${inShort(message)}`;
    const key = text.replaceAll(generatedSuffix, '');
    if (this.#told.get(key)) return undefined;
    this.#told.set(key, true);
    return this.#line(record, chain, 'warning', text, who, objectId(about));
  }

  #line(
    record: TraceRecord,
    chain: Chain,
    kind: TimelineLine['kind'],
    what: string,
    who = record.by,
    about?: string,
  ): TimelineLine {
    const because = chain.text(about);
    // It stands right below its step.
    const obvious =
      (who === 'scenario' || who === 'cluster') && because === `scenario step ${this.#step?.fields.step}`;
    return { atMs: record.atMs, kind, who, what, because: obvious ? '' : because };
  }
}

function internalError(text: string): string {
  return `internal error: ${text.split('\n', 1)[0]}`;
}

/** `-x2k4b` of `"web-7c9-x2k4b"`; no word, as `certs` of `"web-certs"` is. */
const generatedSuffix = new RegExp(`-[${safeAlphabet}]{${generatedSuffixLength}}(?=")`, 'g');

/** A message without what only repeats: a pod's name and uid, and why nobody could make room by preemption. */
function inShort(message: string): string {
  return message
    .replace(/^\(combined from similar events\): /, '')
    .replace(/ in pod \S+\([0-9a-f-]+\)$/, '')
    .replace(/\. [^.]*preemption: .*$/s, '')
    .replace(/(?<=nodes are available: .*)\.$/s, '');
}

function started(nodes: readonly string[]): string {
  const shown = nodes.length > 5 ? [...nodes.slice(0, 4), '...', nodes.at(-1)] : nodes;
  if (nodes.length === 0) return 'started, without nodes';
  return `started, with ${nodes.length === 1 ? 'node' : `${nodes.length} nodes:`} ${shown.join(', ')}`;
}

function parts(key: string): Pick<ObjectName, 'namespace' | 'name'> {
  const [name = '', namespace] = key.split('/').reverse();
  return namespace === undefined ? { name } : { namespace, name };
}
