import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import type { PatchAnswer, PatchCase, PatchVector } from './cases.ts';
import { isSure } from './compare.ts';
import { judge } from './judge.ts';
import { pickedJsonPatches, pickedMergePatches } from './picked-json-patches.ts';
import { pickedStrategicPatches } from './picked-strategic-patches.ts';
import { jsonPatchCase, mergePatchCase } from './random-json-patches.ts';
import { strategicPatchCase } from './random-strategic-patches.ts';

/**
 * Writes the vectors the tests check us against: `tsx test/oracles/patch/generate.ts`. The seed is fixed, so that a new
 * run changes only what the judge or the cases changed.
 */
const seed = 1;

/** How often an answer of one class is taken; most random cases answer alike, and the file stays small. */
const perClassMax = 14;

/** Longer cases are for fuzzing; these are read by people when a test fails. */
const caseBytesMax = 500;

write('patch-json', pickedJsonPatches, jsonPatchCase, 100);
write('patch-merge', pickedMergePatches, mergePatchCase, 60);
write('patch-strategic', pickedStrategicPatches, strategicPatchCase, 100);

function write(
  name: string,
  picked: readonly PatchCase[],
  arbitrary: fc.Arbitrary<PatchCase>,
  randomMax: number,
): void {
  const random = fc
    .sample(arbitrary, { seed, numRuns: randomMax * 20 })
    .filter((question) => JSON.stringify(question).length <= caseBytesMax);
  const chosen = choose(answered(random), randomMax);
  const vectors = [...answered(picked), ...chosen];
  const file = new URL(`../../vectors/${name}.jsonl`, import.meta.url);
  writeFileSync(file, vectors.map((vector) => `${JSON.stringify(vector)}\n`).join(''));
}

function answered(cases: readonly PatchCase[]): PatchVector[] {
  const answers = judge(cases);
  return cases
    .map((question, index) => ({ case: question, answer: answers[index] as PatchAnswer }))
    .filter(({ answer }) => isSure(answer));
}

/** As various as can be: of each class a few, and the rest are those that change something. */
function choose(vectors: readonly PatchVector[], max: number): PatchVector[] {
  const times = new Map<string, number>();
  return vectors
    .filter((vector) => {
      const kind = classOf(vector.answer);
      const count = (times.get(kind) ?? 0) + 1;
      times.set(kind, count);
      return kind === 'result' || count <= perClassMax;
    })
    .slice(0, max);
}

function classOf(answer: PatchAnswer): string {
  return 'error' in answer ? answer.error.slice(0, 24) : Object.keys(answer).join();
}
