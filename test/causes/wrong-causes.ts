import type { Scenario } from '../../scenarios/index.ts';
import { type Part, type Told, toldRun } from './told-run.ts';

/**
 * What a timeline blames on the wrong step, found by replays of the same seed without one step: what is said to come of it
 * must not happen then, or less of it, and what is said to come of an earlier one must happen all the same.
 */
export async function wrongCauses(scenario: Scenario, seed: number): Promise<readonly string[]> {
  const told = await toldRun(scenario, seed);
  const wrong: string[] = [];
  for (const step of new Set(told.map(({ origin }) => origin))) {
    if (step === undefined) continue;
    const left = await toldRun(scenario, seed, step);
    const after = (all: readonly Told[]) => all.filter(({ during }) => during >= step);
    wrong.push(...misblamed(step, after(told), after(left)));
  }
  return wrong;
}

function misblamed(step: number, told: readonly Told[], left: readonly Told[]): readonly string[] {
  const before = amounts(told);
  const still = amounts(left);
  const texts = new Set(left.flatMap(({ parts }) => parts.map(({ text }) => text)));
  const happensLess = ({ like, text }: Part) =>
    (still.get(like) ?? 0) < (before.get(like) ?? 0) || !texts.has(text);
  const isMissing = ({ like }: Part) => !still.has(like);
  const wrong: string[] = [];
  for (const one of told) {
    const { origin, parts } = one;
    if (origin === step && !parts.some(happensLess))
      wrong.push(`happens without step ${step} all the same: ${text(one)}`);
    if (origin !== undefined && origin < step && parts.some(isMissing))
      wrong.push(`does not happen without step ${step}: ${text(one)}`);
  }
  return wrong;
}

/** How much of each there was. */
function amounts(told: readonly Told[]): ReadonlyMap<string, number> {
  const all = new Map<string, number>();
  for (const { parts } of told)
    for (const { like, amount } of parts) all.set(like, (all.get(like) ?? 0) + amount);
  return all;
}

function text({ line: { who, what, because } }: Told): string {
  return `${who} ${what} <- ${because}`;
}
