import { writeSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { answer } from './answer.ts';
import { type OwnershipCase, ownershipCase } from './cases.ts';
import { comparable } from './compare.ts';
import { judge } from './judge.ts';

/**
 * Asks Kubernetes' own field managers about random updates and applies, and prints what ours answer otherwise.
 * `tsx test/oracles/managed-fields/fuzz.ts [cases: 2000] [seed: 1]`; ends with exit code 1 where we differ.
 */
const numRuns = Number(process.argv[2] ?? 2_000);
const seed = Number(process.argv[3] ?? 1);

const cases = fc.sample(ownershipCase, { numRuns, seed });
const theirs = await judge(cases);
const differences = cases.flatMap((asked, index) => {
  const ours = answer(asked);
  const step = ours.findIndex(
    (one, at) => !isDeepStrictEqual(comparable(one), comparable(theirs[index]?.[at] ?? {})),
  );
  return step < 0 ? [] : [{ asked: upTo(asked, step), ours: ours[step], theirs: theirs[index]?.[step] }];
});
differences.sort((a, b) => JSON.stringify(a.asked).length - JSON.stringify(b.asked).length);
for (const difference of differences.slice(0, 3))
  writeSync(1, `${JSON.stringify(difference, undefined, 1)}\n`);
writeSync(1, `${cases.length} cases, ${differences.length} differences, seed ${seed}\n`);
process.exitCode = differences.length === 0 ? 0 : 1;

function upTo(asked: OwnershipCase, step: number): OwnershipCase {
  return { ...asked, steps: asked.steps.slice(0, step + 1) };
}
