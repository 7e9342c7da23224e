import { setTimeout as sleep } from 'node:timers/promises';
import { findPrograms } from '../server/programs.ts';
import { startRealServer } from '../server/real-server.ts';
import { askAll } from './ask.ts';
import { settledMs, writeVectors } from './vectors.ts';

/** Writes test/vectors/mutations.jsonl: what a real API server makes of all cases. `tsx test/oracles/mutations/generate.ts`. */
const programs = findPrograms();
if (typeof programs === 'string') throw new Error(programs);
const server = await startRealServer(programs);
try {
  writeVectors(await askAll(server, () => sleep(settledMs)));
} finally {
  await server.stop();
}
