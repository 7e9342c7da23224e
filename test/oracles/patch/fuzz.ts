import { writeSync } from 'node:fs';
import fc from 'fast-check';
import { differences, shrink } from './compare.ts';
import { jsonPatchCase, mergePatchCase } from './random-json-patches.ts';
import { strategicPatchCase } from './random-strategic-patches.ts';

/**
 * Asks the judge about random patches, and prints what we answer otherwise, made small.
 * `tsx test/oracles/patch/fuzz.ts [cases of each kind] [seed: 1]`; ends with exit code 1 where we differ.
 */
const numRuns = Number(process.argv[2] ?? 2_000);
const seed = Number(process.argv[3] ?? 1);

const cases = [jsonPatchCase, mergePatchCase, strategicPatchCase].flatMap((arbitrary) =>
  fc.sample(arbitrary as typeof jsonPatchCase, { numRuns, seed }),
);
const found = differences(cases);
for (const difference of found.slice(0, 5)) {
  writeSync(1, `${JSON.stringify(shrink(difference), undefined, 1)}\n`);
}
writeSync(1, `${cases.length} cases, ${found.length} differences, seed ${seed}\n`);
process.exitCode = found.length === 0 ? 0 : 1;
