import { isDeepStrictEqual } from 'node:util';
import { answer } from './answer.ts';
import type { PatchAnswer, PatchCase } from './cases.ts';
import { judge } from './judge.ts';

export interface Difference {
  readonly case: PatchCase;
  readonly ours: PatchAnswer;
  readonly theirs: PatchAnswer;
}

/** Cases where we answer otherwise than the judge. Where the judge is not sure of itself there is no difference. */
export function differences(cases: readonly PatchCase[]): Difference[] {
  const answers = judge(cases);
  return cases.flatMap((question, index) => {
    const theirs = answers[index] as PatchAnswer;
    const ours = answer(question);
    return isSure(theirs) && !isDeepStrictEqual(normal(ours), normal(theirs))
      ? [{ case: question, ours, theirs }]
      : [];
  });
}

export function isSure(verdict: PatchAnswer): boolean {
  return !('panic' in verdict) && !('unstable' in verdict);
}

/** Steps a case may be made smaller in; each drops at least one value of it. */
const shrinkStepsMax = 200;

/** A smallest part of a case on which we still differ. */
export function shrink(difference: Difference): Difference {
  let smallest = difference;
  for (let step = 0; step < shrinkStepsMax; step++) {
    const smaller = differences(parts(smallest.case))[0];
    if (smaller === undefined) break;
    smallest = smaller;
  }
  return smallest;
}

function parts(question: PatchCase): PatchCase[] {
  return [
    ...without(question.document).map((document) => ({ ...question, document: document as object })),
    ...without(question.patch).map((patch) => ({ ...question, patch })),
  ];
}

/** The value with one thing left out, in every way. */
function without(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => [
      value.toSpliced(index, 1),
      ...without(item).map((smaller) => value.with(index, smaller)),
    ]);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const { [key]: _, ...rest } = value as Record<string, unknown>;
    return [rest, ...without(member).map((smaller) => ({ ...value, [key]: smaller }))];
  });
}

/** As JSON, so that members do not depend on how objects were made. */
function normal(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
