import { type KubeObject, parseTimeOrUndefined } from '../apimachinery/index.ts';
import { durationValue, holds, integerValue, type Moment, nanosOf, StageFailure } from './expressions.ts';
import { type Jq, JqLimitError, type JqQuery } from './jq/index.ts';
import type { Stage, StageCondition, StageDelay, ValueSource } from './stage.ts';

/** A stage with the weight it has for an object; undefined: it has none. */
export interface WeighedStage {
  readonly stage: Stage;
  readonly weight: bigint | undefined;
}

/**
 * The stages that an object may go through next. Where weights are given, only those that have one. Throws StageFailure.
 * Mirrors kwok pkg/utils/lifecycle (ListAllPossible).
 */
export function possibleStages(
  stages: readonly Stage[],
  object: KubeObject,
  moment: Moment,
): readonly WeighedStage[] {
  const matching = stages.filter((stage) => matches(stage, object, moment));
  if (matching.length <= 1) return matching.map((stage) => ({ stage, weight: undefined }));
  const weighed = matching.map((stage) => ({ stage, weight: weightOf(stage, object, moment) }));
  const known = weighed.filter(({ weight }) => weight !== undefined);
  if (known.length === 0) return weighed;
  const heavy = known.filter(({ weight = 0n }) => weight > 0n);
  return heavy.length === 0 ? known : heavy;
}

/** The one it goes through, by chance and weight; undefined: none is for it. Throws StageFailure. */
export function chooseStage(stages: readonly Stage[], object: KubeObject, moment: Moment): Stage | undefined {
  const possible = possibleStages(stages, object, moment);
  if (possible.length <= 1) return possible[0]?.stage;
  const total = possible.reduce((sum, { weight = 0n }) => sum + weight, 0n);
  if (total <= 0n) return possible[Math.floor(moment.random() * possible.length)]?.stage;
  let place = moment.random() * Number(total);
  for (const { stage, weight = 0n } of possible) {
    place -= Number(weight);
    if (place < 0) return stage;
  }
  return possible.at(-1)?.stage;
}

function matches({ selector }: Stage, object: KubeObject, moment: Moment): boolean {
  const { labels, annotations } = object.metadata ?? {};
  return (
    hasAll(labels, selector.labels) &&
    hasAll(annotations, selector.annotations) &&
    // Queries come first: an expression is not asked of an object that they refuse.
    selector.conditions.every(
      (condition) => condition.kind === 'cel' || applies(condition, object, moment),
    ) &&
    selector.conditions.every(
      (condition) => condition.kind === 'jq' || holds(condition.program, object, moment),
    )
  );
}

function hasAll(
  found: Readonly<Record<string, string>> | undefined,
  wanted: Readonly<Record<string, string>>,
): boolean {
  for (const key of Object.keys(wanted)) if (found?.[key] !== wanted[key]) return false;
  return true;
}

/** Mirrors kwok pkg/utils/expression (Requirement.Matches). */
function applies(
  { query, operator, values }: Extract<StageCondition, { kind: 'jq' }>,
  object: KubeObject,
  moment: Moment,
): boolean {
  const found = foundBy(query, object, moment) ?? [];
  switch (operator) {
    case 'Exists':
      return found.length > 0;
    case 'DoesNotExist':
      return found.length === 0;
    default: {
      const isIn = found.some((one) => isWord(one) && values.includes(String(one)));
      return isIn === (operator === 'In');
    }
  }
}

/** Numbers of data, lists and objects are like no text. */
function isWord(value: Jq): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint';
}

/** Undefined: the query fails on the object. */
function foundBy(query: JqQuery, object: unknown, moment: Moment): readonly Jq[] | undefined {
  try {
    return query.found(object, moment.nowMs);
  } catch (error) {
    if (error instanceof JqLimitError) throw new StageFailure(error.message);
    throw error;
  }
}

/** Undefined: it has none. Throws StageFailure. Mirrors kwok pkg/utils/lifecycle (int64From). */
export function weightOf(
  { weight, weightFrom }: Stage,
  object: KubeObject,
  moment: Moment,
): bigint | undefined {
  if (weightFrom?.cel !== undefined) return integerValue(weightFrom.cel, object, moment);
  const [first] = foundFrom(weightFrom, object, moment);
  if (typeof first === 'string') return integerOf(first);
  if (typeof first !== 'number') return weight;
  return Number.isFinite(first) ? BigInt(Math.trunc(first)) : 0n;
}

function foundFrom(source: ValueSource | undefined, object: KubeObject, moment: Moment): readonly Jq[] {
  return source?.jq === undefined ? [] : (foundBy(source.jq, object, moment) ?? []);
}

/** As strconv.ParseInt reads it, with the base of its form. */
function integerOf(text: string): bigint | undefined {
  const [, sign = '', digits = ''] =
    /^([+-]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)$/.exec(text) ?? [];
  if (digits === '') return undefined;
  const size = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return sign === '-' ? -size : size;
}

/** From when to when a stage may be played, after now, in nanoseconds; one end where that is sure, undefined: there is no delay. */
export function delayRange(
  { delay }: Stage,
  object: KubeObject,
  moment: Moment,
): readonly [bigint] | readonly [bigint, bigint] | undefined {
  const duration = delay && durationOf(delay.durationFrom, delay.durationMs, object, moment);
  if (delay === undefined || duration === undefined) return undefined;
  const jitter = jitterOf(delay, object, moment);
  if (jitter === undefined) return [duration];
  // What is less than the duration comes in its place.
  return jitter <= duration ? [jitter] : [duration, jitter];
}

/** Milliseconds from now; what was due before is due now. Throws StageFailure. */
export function delayMsOf(stage: Stage, object: KubeObject, moment: Moment): number {
  const [from = 0n, to = from] = delayRange(stage, object, moment) ?? [];
  const nanos = Number(from) + moment.random() * Number(to - from);
  return Math.max(0, nanos / 1e6);
}

function jitterOf(
  { jitterMs, jitterFrom }: StageDelay,
  object: KubeObject,
  moment: Moment,
): bigint | undefined {
  // Expressions of jitter do not count in kwok.
  const from = jitterFrom?.jq === undefined ? undefined : { cel: undefined, jq: jitterFrom.jq };
  return durationOf(from, jitterMs, object, moment);
}

/** Undefined: there is none. Mirrors kwok pkg/utils/lifecycle (durationFrom). */
function durationOf(
  source: ValueSource | undefined,
  defaultMs: number | undefined,
  object: KubeObject,
  moment: Moment,
): bigint | undefined {
  if (source?.cel !== undefined) return durationValue(source.cel, object, moment);
  const otherwise = defaultMs === undefined ? undefined : BigInt(defaultMs) * 1_000_000n;
  const [first] = foundFrom(source, object, moment);
  if (typeof first !== 'string') return otherwise;
  if (first === '') return undefined;
  const atMs = parseTimeOrUndefined(first);
  if (atMs !== undefined) return BigInt(Math.round((atMs - moment.nowMs) * 1e6));
  return nanosOf(first) ?? otherwise;
}
