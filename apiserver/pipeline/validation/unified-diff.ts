import { groupBy } from '../../../apimachinery/index.ts';

/**
 * The lines in which two texts differ, with three lines around them: `@@ -1,2 +1,3 @@` and what follows. Mirrors
 * github.com/pmezard/go-difflib (GetUnifiedDiffString), whose matcher is that of Python's difflib.
 */
export function unifiedDiff(before: string, after: string): string {
  const [a, b] = [linesOf(before), linesOf(after)];
  return groupsOf(changesOf(a, b))
    .map((group) => {
      const [first, last] = [group[0], group.at(-1)] as [Change, Change];
      const head = `@@ -${rangeOf(first.fromA, last.toA)} +${rangeOf(first.fromB, last.toB)} @@\n`;
      return head + group.map((change) => textOf(change, a, b)).join('');
    })
    .join('');
}

const contextLines = 3;

interface Change {
  readonly isEqual: boolean;
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

interface Match {
  readonly atA: number;
  readonly atB: number;
  readonly size: number;
}

/** As Go's SplitAfter, which leaves the last line without an end; difflib gives it one. */
function linesOf(text: string): readonly string[] {
  return text.split('\n').map((line) => `${line}\n`);
}

function rangeOf(from: number, to: number): string {
  const length = to - from;
  if (length === 1) return String(from + 1);
  return `${length === 0 ? from : from + 1},${length}`;
}

function textOf(
  { isEqual, fromA, toA, fromB, toB }: Change,
  a: readonly string[],
  b: readonly string[],
): string {
  const marked = (mark: string, lines: readonly string[]) => lines.map((line) => mark + line).join('');
  if (isEqual) return marked(' ', a.slice(fromA, toA));
  return marked('-', a.slice(fromA, toA)) + marked('+', b.slice(fromB, toB));
}

/** Changes with their surroundings; where these touch, several in one group. */
function groupsOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const groups: Change[][] = [];
  let group: Change[] = [];
  for (const [at, change] of changes.entries()) {
    if (!change.isEqual) {
      group.push(change);
      continue;
    }
    const isLast = at === changes.length - 1;
    const length = change.toA - change.fromA;
    if (at > 0 && !isLast && length <= 2 * contextLines) {
      group.push(change);
      continue;
    }
    if (at > 0) group.push(head(change));
    if (group.length > 0) groups.push(group);
    group = isLast ? [] : [tail(change)];
  }
  if (group.some(({ isEqual }) => !isEqual)) groups.push(group);
  return groups;
}

function head(change: Change): Change {
  const { fromA, fromB, toA, toB } = change;
  return { ...change, toA: Math.min(toA, fromA + contextLines), toB: Math.min(toB, fromB + contextLines) };
}

function tail(change: Change): Change {
  const { fromA, fromB, toA, toB } = change;
  return {
    ...change,
    fromA: Math.max(fromA, toA - contextLines),
    fromB: Math.max(fromB, toB - contextLines),
  };
}

function changesOf(a: readonly string[], b: readonly string[]): readonly Change[] {
  const changes: Change[] = [];
  let [endA, endB] = [0, 0];
  for (const { atA, atB, size } of [...matchesOf(a, b), { atA: a.length, atB: b.length, size: 0 }]) {
    if (endA < atA || endB < atB)
      changes.push({ isEqual: false, fromA: endA, toA: atA, fromB: endB, toB: atB });
    [endA, endB] = [atA + size, atB + size];
    if (size > 0) changes.push({ isEqual: true, fromA: atA, toA: endA, fromB: atB, toB: endB });
  }
  return changes;
}

/** The longest match, and those on either side of it; ones that touch are one. */
function matchesOf(a: readonly string[], b: readonly string[]): readonly Match[] {
  const places = placesOf(b);
  const found: Match[] = [];
  const search = (fromA: number, toA: number, fromB: number, toB: number): void => {
    const match = longestMatch(a, b, places, [fromA, toA, fromB, toB]);
    const { atA, atB, size } = match;
    if (size === 0) return;
    if (fromA < atA && fromB < atB) search(fromA, atA, fromB, atB);
    found.push(match);
    if (atA + size < toA && atB + size < toB) search(atA + size, toA, atB + size, toB);
  };
  search(0, a.length, 0, b.length);
  return joined(found);
}

function joined(matches: readonly Match[]): readonly Match[] {
  const all: Match[] = [];
  for (const match of matches) {
    const last = all.at(-1);
    if (last !== undefined && last.atA + last.size === match.atA && last.atB + last.size === match.atB) {
      all[all.length - 1] = { ...last, size: last.size + match.size };
    } else all.push(match);
  }
  return all;
}

/** From so many lines on those that come up often do not begin a match. */
const manyLines = 200;

function placesOf(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = groupBy(lines.keys(), (at) => lines[at] ?? '');
  if (lines.length < manyLines) return places;
  const often = Math.floor(lines.length / 100) + 1;
  for (const [line, found] of places) if (found.length > often) places.delete(line);
  return places;
}

type Range = readonly [fromA: number, toA: number, fromB: number, toB: number];

function longestMatch(
  a: readonly string[],
  b: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
  [fromA, toA, fromB, toB]: Range,
): Match {
  let [atA, atB, size] = [fromA, fromB, 0];
  let lengths = new Map<number, number>();
  for (let i = fromA; i < toA; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(a[i] as string) ?? []) {
      if (j < fromB) continue;
      if (j >= toB) break;
      const length = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, length);
      if (length > size) [atA, atB, size] = [i - length + 1, j - length + 1, length];
    }
    lengths = next;
  }
  while (atA > fromA && atB > fromB && a[atA - 1] === b[atB - 1])
    [atA, atB, size] = [atA - 1, atB - 1, size + 1];
  while (atA + size < toA && atB + size < toB && a[atA + size] === b[atB + size]) size++;
  return { atA, atB, size };
}
