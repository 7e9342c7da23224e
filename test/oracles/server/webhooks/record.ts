import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { startOurServer } from '../our-server.ts';
import { findPrograms } from '../programs.ts';
import { startRealServer } from '../real-server.ts';
import { type Outcome, runWebhookCases } from './run-cases.ts';

/**
 * Writes what a Kubernetes 1.36 API server does with webhooks, for the test of it, and prints what ours does otherwise:
 * `tsx test/oracles/server/webhooks/record.ts`. Needs the server (`npm run kubernetes:build`).
 */
const programs = findPrograms();
if (typeof programs === 'string') throw new Error(programs);
const theirs = await outcomesOf(await startRealServer(programs));
const path = new URL('../../../vectors/webhooks.jsonl', import.meta.url);
writeFileSync(path, theirs.map((outcome) => `${JSON.stringify(outcome)}\n`).join(''));
const ours = await outcomesOf(await startOurServer());
let others = 0;
for (const [at, outcome] of theirs.entries()) {
  const own = ours[at];
  // In what order members come says nothing.
  if (isDeepStrictEqual(own, outcome)) continue;
  others++;
  process.stdout.write(
    `${outcome.name}\n  theirs ${JSON.stringify(outcome)}\n  ours   ${JSON.stringify(own)}\n`,
  );
}
process.stdout.write(`${theirs.length} cases, of which ${others} differ\n`);

async function outcomesOf(server: Awaited<ReturnType<typeof startOurServer>>): Promise<readonly Outcome[]> {
  try {
    return await runWebhookCases(server);
  } finally {
    await server.stop();
  }
}
