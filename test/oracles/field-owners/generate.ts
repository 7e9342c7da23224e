/**
 * Writes the vectors that ours is checked against, as a real Kubernetes API server answers:
 * `tsx test/oracles/field-owners/generate.ts`. Needs the server (`npm run kubernetes:build`).
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPrograms } from '../server/programs.ts';
import { startRealServer } from '../server/real-server.ts';
import { answersOf, prepare } from './answers.ts';
import { type Step, sequences } from './sequences.ts';

/** A definition is served so long after it was created, at the latest. */
const servedMsMax = 3_000;

const programs = findPrograms();
if (typeof programs === 'string') throw new Error(programs);
const server = await startRealServer(programs);
try {
  const ask = async ({ method, path, body, type }: Step) => {
    const answer = await server.ask(method, path, body, type);
    if (method === 'POST' && path.includes('customresourcedefinitions')) await sleep(servedMsMax);
    return answer;
  };
  await prepare(ask);
  const lines: string[] = [];
  for (const sequence of sequences) {
    lines.push(`${JSON.stringify({ sequence, answers: await answersOf(ask, sequence) })}\n`);
  }
  writeFileSync(new URL('../../vectors/field-owners.jsonl', import.meta.url), lines.join(''));
} finally {
  await server.stop();
}
