import { setTimeout as sleep } from 'node:timers/promises';
import { differencesOf } from '../server/alike.ts';
import { findPrograms, type Programs } from '../server/programs.ts';
import { startRealServer } from '../server/real-server.ts';
import { askAll, type Outcome } from './ask.ts';
import { openOurServer } from './our-server.ts';
import { settledMs } from './vectors.ts';

/**
 * Asks a real API server and ours all cases, and prints where they differ: `tsx test/oracles/mutations/check.ts`. Where there
 * is no real one it says so.
 */
async function check(programs: Programs): Promise<void> {
  const server = await startRealServer(programs);
  try {
    const real = await askAll(server, () => sleep(settledMs));
    compare(real, await askAll(await openOurServer(), async () => {}));
  } finally {
    await server.stop();
  }
}

function compare(real: readonly Outcome[], ours: readonly Outcome[]): void {
  const different = real.filter((outcome, at) => {
    const differences = differencesOf(outcome, ours[at]);
    for (const one of differences) process.stdout.write(`${outcome.name}: ${one}\n`);
    return differences.length > 0;
  });
  process.stdout.write(`mutations: ${real.length - different.length} of ${real.length} alike\n`);
  if (different.length > 0) process.exitCode = 1;
}

const programs = findPrograms();
if (typeof programs === 'string') process.stdout.write(`${programs}: the real API server is not asked\n`);
else await check(programs);
