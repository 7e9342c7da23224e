import { writeFileSync } from 'node:fs';
import { casesOf, questionOf } from './cases.ts';
import { judge } from './judge.ts';
import { ourRefusal, type Refusal, refusedFiles, vectorsPath } from './refusals.ts';

/**
 * Writes test/vectors/refusals-*.jsonl: `tsx test/oracles/validation/generate-refusals.ts`. Kept is one object of those that
 * Kubernetes refuses for the same reasons, told from one another without the values in them. What we say otherwise is
 * printed, and is not kept; the seed is fixed.
 */
const seed = 1;
const casesAFile = 6_000;
const caseBytesMax = 220;
const keptMax = 250;

for (const file of refusedFiles) {
  const cases = casesOf(file, casesAFile, seed);
  const verdicts = judge(cases.map(questionOf));
  const kept = new Map<string, Refusal>();
  let others = 0;
  for (const [at, one] of cases.entries()) {
    const { message } = verdicts[at] ?? {};
    if (message === undefined || JSON.stringify(one).length > caseBytesMax) continue;
    const reason = `${one.rule} ${message.replace(/"[^"]*"|\d+/g, '')}`;
    if (kept.has(reason) || kept.size === keptMax) continue;
    if (ourRefusal(one) === message) kept.set(reason, { case: one, message });
    else others++;
  }
  writeFileSync(vectorsPath(file), [...kept.values()].map((line) => `${JSON.stringify(line)}\n`).join(''));
  process.stdout.write(`${file}: ${kept.size} kept, ${others} told otherwise\n`);
}
