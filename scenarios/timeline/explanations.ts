import { RecentMap } from '../../collections/index.ts';
import type { Cause, Change, RecordOf, TraceRecord, WriteFields } from '../../environment/index.ts';
import { bestOf, type Known } from './best-cause.ts';
import { Chain, type Link } from './chain.ts';
import { tells } from './narrators/changes.ts';
import { movesCount } from './replica-count.ts';
import { asks, changesOf, isAt, isCreation, isWithin, objectId } from './write.ts';

/** What is older than so many records, and led to nothing since, has no effects any more. */
const recordsKept = 20_000;
/** As many nodes as are remembered to have been killed or started. */
const nodesKept = 5_000;
/** As many objects that are looked at again and again. */
const objectsKept = 20_000;
/** As many reconciles as go on at once, and more. */
const looksKept = 1_000;
/** As much as asks for one object while a write of it is on its way. */
const unheededMax = 1_000;
/** What passes sooner is a pause between two pieces of work. */
const waitedMsMin = 10_000;

interface Look {
  /** Who looked at what. */
  readonly place: string;
  readonly revision: number;
}

/**
 * What led to each record, found when the record comes: of the chains of its causes the one that says most about it.
 * Old records are forgotten, and chains keep a few links, so that it does not grow.
 */
export class Explanations {
  readonly #records = new RecentMap<number, Known>(recordsKept);
  readonly #writes = new RecentMap<number, Known>(recordsKept);
  /** By node: that it was killed or started, the last of these. */
  readonly #fates = new RecentMap<string, Known>(nodesKept);
  /** By controller and object: the write of the object that it has acted on last. */
  readonly #actedOn = new RecentMap<string, number>(objectsKept);
  /** By controller and object: the last write of the object that it made itself. */
  readonly #ownWrites = new RecentMap<string, number>(objectsKept);
  /** By controller and object: what asked for reconciles that came before the controller had seen its own write. */
  readonly #unheeded = new RecentMap<string, readonly Known[]>(objectsKept);
  /** By reconcile: the controller and object, and the write of the object that it knew of. */
  readonly #looks = new RecentMap<number, Look>(looksKept);

  /**
   * Takes the next record, and says what led to it. `effect` is what others act on, if it is a write of which there is any
   * to tell.
   */
  take(record: TraceRecord, effect: Link | undefined): Chain {
    const before = this.#knownOf(record);
    const known = this.#after(record, before, effect);
    if (known !== undefined) this.#keep(record, known);
    return before?.chain ?? Chain.none;
  }

  #keep(record: TraceRecord, known: Known): void {
    if (record.kind === 'write') this.#writes.set(record.fields.revision, known);
    else this.#records.set(record.id, known);
    if (record.kind === 'write') for (const cause of record.causes) this.#acted(cause, record.fields);
    if (record.kind === 'node-killed' || record.kind === 'node-started')
      this.#fates.set(record.fields.node, known);
  }

  #knownOf(record: TraceRecord): Known | undefined {
    // Nothing was heard: whoever silenced the node is the cause, and not what it said last.
    if (record.kind === 'node-silent') return this.#fates.get(record.fields.node);
    if (record.kind === 'write') return this.#cause(record);
    if (record.kind !== 'reconcile') return bestOf(this.#choicesOf(record));
    const choices = this.#heeded(record, this.#choicesOf(record));
    const best = bestOf(choices);
    return best === undefined ? undefined : { ...best, choices };
  }

  /**
   * With what asked before, as long as the controller knows the object as it was before its own last write: it waits until it
   * has seen that.
   */
  #heeded(record: RecordOf<'reconcile'>, asked: readonly Known[]): readonly Known[] {
    const look = this.#looks.get(record.id);
    if (look === undefined) return asked;
    const before = this.#unheeded.get(look.place) ?? [];
    const choices = before.length === 0 ? asked : [...before, ...asked];
    const isStale = look.revision < (this.#ownWrites.get(look.place) ?? 0);
    if (isStale || before.length > 0)
      this.#unheeded.set(look.place, isStale ? choices.slice(-unheededMax) : []);
    return choices;
  }

  #choicesOf(record: TraceRecord): readonly Known[] {
    return this.#causesOf(record).flatMap((cause) => this.#follow(cause) ?? []);
  }

  /** Of all that led to a reconcile, what says the same as it wrote, or made the count go that way; else what says most. */
  #cause({ causes, fields }: RecordOf<'write'>): Known | undefined {
    const direct = causes.flatMap((cause) => this.#follow(cause) ?? []);
    const choices = direct.flatMap((known) => known.choices ?? [known]);
    const told = changesOf(fields).filter(tells);
    const writesThat = (fits: (write: WriteFields) => boolean) =>
      bestOf(choices.filter(({ write }) => write !== undefined && fits(write)));
    return (
      this.#asMade(causes, fields, choices) ??
      writesThat((write) => changesOf(write).some((one) => isAmong(one, told))) ??
      writesThat((write) => movesCount(write, told)) ??
      bestOf(isCreation(fields) ? withoutAftermath(choices) : choices)
    );
  }

  /**
   * What a controller makes when it acts on an object for the first time is made because that was made, whatever else was asked of
   * it before the controller came to it.
   */
  #asMade(causes: readonly Cause[], made: WriteFields, choices: readonly Known[]): Known | undefined {
    const look = isCreation(made) ? this.#lookAmong(causes) : undefined;
    const seen = look && this.#writes.get(look.revision)?.write;
    if (look === undefined || seen === undefined) return undefined;
    const acted = this.#actedOn.get(look.place);
    if (acted !== undefined && acted !== look.revision) return undefined;
    return choices.find(({ write }) => write && isCreation(write) && objectId(write) === objectId(seen));
  }

  #lookAmong(causes: readonly Cause[]): Look | undefined {
    for (const cause of causes) {
      const look = 'record' in cause ? this.#looks.get(cause.record) : undefined;
      if (look !== undefined) return look;
    }
    return undefined;
  }

  /**
   * A controller acts on what it knows of the object by now, also if it was asked before that; and also if it has known it
   * for a while, and could do nothing until it was asked again.
   */
  #causesOf(record: TraceRecord): readonly Cause[] {
    const look = record.kind === 'reconcile' ? lookOf(record) : undefined;
    if (look === undefined) return record.causes;
    this.#looks.set(record.id, look);
    const { place, revision } = look;
    return this.#actedOn.get(place) === revision ? record.causes : [{ revision }, ...record.causes];
  }

  #acted(cause: Cause, write: WriteFields): void {
    const look = 'record' in cause ? this.#looks.get(cause.record) : undefined;
    if (look === undefined) return;
    this.#actedOn.set(look.place, look.revision);
    const known = this.#writes.get(look.revision)?.write;
    if (known !== undefined && objectId(known) === objectId(write))
      this.#ownWrites.set(look.place, write.revision);
  }

  /** What the record is to those it leads to. */
  #after(record: TraceRecord, before: Known | undefined, effect: Link | undefined): Known | undefined {
    switch (record.kind) {
      case 'step':
        return begun({ text: `scenario step ${record.fields.step}`, about: [] }, record.id);
      case 'node-killed':
        return asked(before, { text: `Node ${record.fields.node} killed`, about: [] }, record.id);
      case 'node-started':
        return asked(before, { text: `Node ${record.fields.node} started`, about: [] }, record.id);
      case 'node-silent':
        return before ?? begun({ text: `Node ${record.fields.node} silent`, about: [] }, record.id);
      case 'timer':
        return record.fields.delayMs < waitedMsMin
          ? before
          : waited(before, record.fields.delayMs, record.id);
      case 'write': {
        const chain = before?.chain ?? Chain.none;
        return {
          chain: effect === undefined ? chain : chain.with(effect),
          weight: weightOf(record.fields),
          write: record.fields,
          counts: effect !== undefined,
        };
      }
      default:
        return before;
    }
  }

  #follow(cause: Cause): Known | undefined {
    return 'record' in cause ? this.#records.get(cause.record) : this.#writes.get(cause.revision);
  }
}

function lookOf({ fields }: RecordOf<'reconcile'>): Look | undefined {
  const { controller, key, revision } = fields;
  return revision === undefined ? undefined : { place: `${controller} ${key}`, revision };
}

function begun(link: Link, record: number): Known {
  return { chain: Chain.from(link, record), weight: 2 };
}

function asked(before: Known | undefined, link: Link, record: number): Known {
  return before === undefined ? begun(link, record) : { chain: before.chain.with(link), weight: 2 };
}

function waited(before: Known | undefined, delayMs: number, record: number): Known {
  return asked(before, { text: `${Math.round(delayMs / 1000)}s passed`, about: [] }, record);
}

function weightOf(write: WriteFields): Known['weight'] {
  if (asks(write)) return 2;
  return changesOf(write).some((change) => isWithin(change, 'status')) ? 1 : 0;
}

/** What is to go is replaced because it is to go: what it comes to until then makes no difference. */
function withoutAftermath(choices: readonly Known[]): readonly Known[] {
  const marked = new Map<string, number>();
  for (const { write } of choices)
    if (write && changesOf(write).some((change) => isAt(change, 'metadata', 'deletionTimestamp')))
      marked.set(objectId(write), write.revision);
  return choices.filter(
    ({ write }) => !write || asks(write) || !(write.revision > (marked.get(objectId(write)) ?? Infinity)),
  );
}

/** Whether another object has the same value at the same place now: one was made to say what the other says. */
function isAmong({ path, after }: Change, changes: readonly Change[]): boolean {
  if (typeof after === 'object') return false;
  return changes.some((other) => other.after === after && isAt(other, ...path));
}
