import type { Cause, TraceRecord } from '../environment/index.ts';

/** What a person reads of one record; undefined for what is better left out. */
export interface TimelineLine {
  readonly atMs: number;
  readonly who: string;
  readonly what: string;
  /** `ReplicaSet web-7c9 <- Deployment web <- scenario step 1`; '' where nothing is known. */
  readonly because: string;
}

interface Write {
  readonly verb: string;
  readonly subresource?: string;
  readonly by: string;
  readonly kind: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name: string;
  readonly revision: number;
  readonly changed?: readonly string[];
}

/** As many links of a chain of causes as fit on a line and still say something. */
const linksMax = 3;
/** Changes shown of one write. */
const changesMax = 3;

const past: Readonly<Record<string, string>> = {
  create: 'created',
  update: 'updated',
  patch: 'patched',
};

/** Heartbeats and reports about what the timeline shows anyway. */
const hidden = new Set(['leases', 'events']);

/**
 * Turns the trace into lines that say who did what to which object, and what made them do it: each write's cause is a
 * reconcile or a request, whose cause is an earlier write, and so on back to a step of the scenario.
 */
export class Timeline {
  readonly #records = new Map<number, TraceRecord>();
  readonly #writes = new Map<number, TraceRecord>();

  /** Takes the next record. */
  take(record: TraceRecord): TimelineLine | undefined {
    this.#remember(record);
    switch (record.kind) {
      case 'write':
        return this.#writeLine(record);
      case 'step':
        return {
          atMs: record.atMs,
          who: 'scenario',
          what: `step ${record.fields.step}: ${record.fields.summary}`,
          because: '',
        };
      case 'unschedulable':
        return this.#line(
          record,
          `cannot place Pod ${shortName(record.fields.pod)}: ${record.fields.message}`,
        );
      case 'node-killed':
      case 'node-started':
        return this.#line(
          record,
          `${record.kind === 'node-killed' ? 'killed' : 'started'} Node ${record.fields.node}`,
        );
      case 'fault':
        return this.#line(
          record,
          `fault ${record.fields.rule}: ${record.fields.kind} from ${record.fields.from} to ${record.fields.to}`,
        );
      default:
        return undefined;
    }
  }

  #remember(record: TraceRecord): void {
    if (record.cause !== undefined || record.kind === 'step') this.#records.set(record.id, record);
    if (record.kind === 'write') this.#writes.set((record.fields as unknown as Write).revision, record);
  }

  #writeLine(record: TraceRecord): TimelineLine | undefined {
    const write = record.fields as unknown as Write;
    if (hidden.has(write.resource) || write.by === 'apiserver') return undefined;
    const what = describe(write);
    return what === undefined ? undefined : this.#line(record, what, write.by);
  }

  #line(record: TraceRecord, what: string, who = record.by): TimelineLine {
    return { atMs: record.atMs, who, what, because: this.#because(record) };
  }

  #because(record: TraceRecord): string {
    const links: string[] = [];
    let last = linkOf(record);
    let at = this.#follow(record.cause);
    // A cause is always older than what it caused, so this ends.
    for (; at !== undefined; at = this.#follow(at.cause)) {
      const link = linkOf(at);
      // An object's own earlier states explain nothing.
      if (link === undefined || link === last) continue;
      links.push(link);
      last = link;
    }
    if (links.length <= linksMax) return links.join(' <- ');
    return [...links.slice(0, linksMax - 1), '...', links.at(-1)].join(' <- ');
  }

  #follow(cause: Cause | undefined): TraceRecord | undefined {
    if (cause === undefined) return undefined;
    return 'record' in cause ? this.#records.get(cause.record) : this.#writes.get(cause.revision);
  }
}

/** Undefined for a change that tells nothing. */
function describe(write: Write): string | undefined {
  const object = `${write.kind} ${write.name}`;
  const { subresource, verb, changed = [] } = write;
  if (subresource === 'binding') return `bound ${object} to ${valueAfter(changed, 'spec.nodeName')}`;
  if (verb === 'delete') return changed.length === 0 ? `deleted ${object}` : `asked for the end of ${object}`;
  const changes = shownChanges(changed);
  if (changes === '' && verb !== 'create') return undefined;
  const what = subresource === undefined ? object : `${object} ${subresource}`;
  return `${past[verb] ?? verb} ${what}${changes === '' ? '' : `: ${changes}`}`;
}

/** What the API server keeps account of by itself, and when things were, says nothing new. */
const untelling =
  /generation|Generation|Time|probe|annotations|reason:|message:|IPs?\b|containerID|imageID|qosClass|\.started:|PodReadyToStart|ContainersReady|Initialized|fullyLabeled|terminatingReplicas|unavailableReplicas/;

/** The most telling first: phases, replicas, then conditions. */
function shownChanges(changed: readonly string[]): string {
  const telling = changed.filter((change) => !untelling.test(change));
  const plain = telling.filter((change) => !change.includes('['));
  const rest = telling.filter((change) => change.includes('['));
  const shown = [...plain, ...rest]
    .slice(0, changesMax)
    .map((change) => change.replace(/^(status|spec)\./, ''));
  return shown.join(', ') + (telling.length > changesMax ? ', ...' : '');
}

function valueAfter(changed: readonly string[], path: string): string {
  const change = changed.find((one) => one.startsWith(`${path}: `));
  return change?.slice(change.indexOf('-> ') + 3) ?? '?';
}

function linkOf(record: TraceRecord): string | undefined {
  if (record.kind === 'step') return `scenario step ${record.fields.step}`;
  if (record.kind !== 'write') return undefined;
  const write = record.fields as unknown as Write;
  return `${write.kind} ${write.name}${write.verb === 'delete' ? ' deleted' : ''}`;
}

function shortName(key: unknown): string {
  return String(key).split('/').at(-1) ?? '';
}

/** `  12.340s  replicaset-controller  created Pod web-x2k1  <- ReplicaSet web-7c9`. */
export function formatLine(line: TimelineLine, startMs: number): string {
  const time = `${((line.atMs - startMs) / 1000).toFixed(3)}s`.padStart(10);
  const because = line.because === '' ? '' : `  <- ${line.because}`;
  return `${time}  ${line.who.padEnd(22)} ${line.what}${because}`;
}
