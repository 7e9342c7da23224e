// Sends 1,000,000 hostile inputs to a server, or as many as it is told: npx tsx test/wire/main.ts [INPUTS [SEED]]
import { fuzzProcess } from './fuzz-process.ts';

const [inputs = '1000000', seed = 'wire'] = process.argv.slice(2);
const start = performance.now();
const report = await fuzzProcess(seed, Number(inputs));
const seconds = Math.round((performance.now() - start) / 1000);
process.stdout.write(`${JSON.stringify({ ...report, seed, seconds })}\n`);
