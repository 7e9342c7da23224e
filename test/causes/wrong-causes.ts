import type { Scenario } from '../../scenarios/index.ts';
import { type Part, type Told, toldRun } from './told-run.ts';

/**
 * As many replays tell whether something never happens without a step: two changes that are seen at once in one, as the one
 * that undoes the other, are seen one after the other in the next.
 */
const replaysMax = 20;
/** What these take is a tenth of a millisecond: what a message is late by matters. */
const timersEach = 10;

/**
 * What a timeline blames on the wrong step, found by replays of the same seed without one step: what is said to come of it
 * must not happen then, or less of it, and what is said to come of an earlier one, or of none, must happen all the same.
 */
export async function wrongCauses(scenario: Scenario, seed: number): Promise<readonly string[]> {
  const told = await toldRun(scenario, seed);
  const unexplained = told.filter(({ origin }) => origin === undefined);
  const wrong = unexplained.map((one) => `is told without what it began with: ${text(one)}`);
  for (const step of new Set(told.map(({ origin = 0 }) => origin))) {
    if (step === 0) continue;
    const after = (all: readonly Told[]) => all.filter(({ during }) => during >= step);
    const replay = async (timers: number) => after(await toldRun(scenario, seed, { step, timers }));
    const left = await replay(0);
    for (const one of blamed(step, after(told), left))
      wrong.push(`happens without step ${step} all the same: ${text(one)}`);
    for (const one of await excused(step, after(told), left, replay))
      wrong.push(`does not happen without step ${step}: ${text(one)}`);
  }
  return wrong;
}

/** What is said to come of the step, and happens without it. */
function blamed(step: number, told: readonly Told[], left: readonly Told[]): readonly Told[] {
  const before = amounts(told);
  const still = amounts(left);
  // The same, but in another step, is something else: a pod that is deleted later is not ready then, too.
  const texts = new Set(left.flatMap(({ during, parts }) => parts.map(({ text }) => `${during} ${text}`)));
  const happensLess = (during: number, { like, text }: Part) =>
    (still.get(like) ?? 0) < (before.get(like) ?? 0) || !texts.has(`${during} ${text}`);
  return told.filter(
    ({ origin, during, parts }) => origin === step && !parts.some((part) => happensLess(during, part)),
  );
}

/** What is said to come of an earlier step, and never happens without this one, whatever chance does. */
async function excused(
  step: number,
  told: readonly Told[],
  left: readonly Told[],
  replay: (timers: number) => Promise<readonly Told[]>,
): Promise<readonly Told[]> {
  const missingIn = (run: readonly Told[], all: readonly Told[]) => {
    const still = amounts(run);
    return all.filter(({ parts }) => parts.some(({ like }) => !still.has(like)));
  };
  const earlier = told.filter(({ origin }) => origin !== undefined && origin < step);
  let missing = missingIn(left, earlier);
  for (let again = 1; missing.length > 0 && again < replaysMax; again++)
    missing = missingIn(await replay(again * timersEach), missing);
  return missing;
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
