import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../../apimachinery/index.ts';
import { type Case, casesOf, questionOf } from './cases.ts';
import { judge } from './judge.ts';
import { ours } from './ours.ts';
import { comparable } from './questions.ts';

/**
 * Asks the judge about objects with random changes, and prints what we answer otherwise, each with as few changes as show
 * it. `tsx test/oracles/validation/fuzz.ts [bases: all] [cases] [seed]`; ends with exit code 1 where more differ than did when
 * this was last looked at.
 */
const file = process.argv[2] ?? '';
const count = Number(process.argv[3] ?? 2_000);
const seed = Number(process.argv[4] ?? 1);
const shownMax = Number(process.argv[5] ?? 12);

/** The share of cases that may differ: what the judge leaves out (ports of services), and what is known to. */
const differingMax = 0.005;

interface Difference {
  readonly one: Case;
  readonly theirs: unknown;
  readonly ours: unknown;
}

function differences(cases: readonly Case[]): Difference[] {
  const verdicts = judge(cases.map(questionOf));
  return cases.flatMap((one, at) => {
    const verdict = verdicts[at] ?? {};
    if (verdict.panic !== undefined) return [];
    const theirs = comparable(verdict);
    const answer = comparable(ours(questionOf(one)));
    if (isDeepStrictEqual(answer, theirs) || isInAnyOrder(one, theirs, answer)) return [];
    return [{ one, theirs, ours: answer }];
  });
}

/** Kubernetes tells of the members of a map in an order that changes: asked again, it tells the same otherwise. */
function isInAnyOrder(one: Case, theirs: unknown, answer: unknown): boolean {
  if (!isDeepStrictEqual(sortedCauses(theirs), sortedCauses(answer))) return false;
  const again = judge(Array.from({ length: 12 }, () => questionOf(one)));
  return new Set(again.map((verdict) => JSON.stringify(comparable(verdict)))).size > 1;
}

function sortedCauses(answer: unknown): unknown {
  const { causes } = isObject(answer) ? answer : {};
  return Array.isArray(causes) ? causes.map((cause) => JSON.stringify(cause)).sort() : answer;
}

/** With one change less, wherever that differs too. */
function shrunk(found: readonly Difference[]): Difference[] {
  const smaller = found.flatMap(({ one }) =>
    one.changes.length < 2
      ? []
      : one.changes.map((_, at) => ({ ...one, changes: one.changes.filter((__, index) => index !== at) })),
  );
  return smaller.length === 0 ? [] : differences(smaller);
}

const cases = casesOf(file, count, seed);
const found = differences(cases);
const all = [...found, ...shrunk(found)].sort((a, b) => length(a) - length(b));
const shown = new Map(all.map((one) => [JSON.stringify([one.theirs, one.ours]), one]));
for (const { one, theirs, ours: answer } of [...shown.values()].slice(0, shownMax)) {
  process.stdout.write(
    `${JSON.stringify(one)}\n  Kubernetes: ${told(theirs, answer)}\n  homeostat:  ${told(answer, theirs)}\n`,
  );
}
process.stdout.write(`${cases.length} cases, ${found.length} differ, seed ${seed}\n`);
process.exitCode = found.length <= differingMax * cases.length ? 0 : 1;

function length({ one }: Difference): number {
  return JSON.stringify(one).length;
}

/** What one answer has and the other has not: messages whole, of objects what differs. */
function told(answer: unknown, other: unknown): string {
  return JSON.stringify(differing(answer, other)).slice(0, 1_500);
}

function differing(value: unknown, other: unknown): unknown {
  if (!isObject(value) || !isObject(other)) return value;
  const members = Object.entries(value).filter(([name, member]) => !isDeepStrictEqual(member, other[name]));
  return Object.fromEntries(members.map(([name, member]) => [name, differing(member, other[name])]));
}
