import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The judges: what asks each of them random questions, and what writes its vectors. */
const judges: Readonly<Record<string, { readonly check?: string; readonly vectors: readonly string[] }>> = {
  values: { check: 'check', vectors: ['generate'] },
  pods: { check: 'check', vectors: ['generate'] },
  history: { check: 'check', vectors: ['generate'] },
  patch: { check: 'fuzz', vectors: ['generate'] },
  'schema-rules': { check: 'fuzz', vectors: ['generate'] },
  structural: { check: 'check', vectors: ['generate'] },
  protobuf: { check: 'check', vectors: ['generate'] },
  'managed-fields': { check: 'fuzz', vectors: ['generate'] },
  decode: { check: 'fuzz', vectors: ['generate'] },
  validation: { check: 'fuzz', vectors: ['generate', 'generate-refusals'] },
  cel: { check: 'fuzz', vectors: ['generate'] },
  cron: { check: 'check', vectors: ['generate'] },
  scheduler: { check: 'check', vectors: ['generate'] },
  devices: { check: 'check', vectors: ['generate'] },
  'scheduler-configuration': { check: 'check', vectors: ['generate'] },
  'scheduler-batches': { check: 'check', vectors: [] },
  server: { check: 'check', vectors: [] },
  informers: { check: 'check', vectors: [] },
  // Played in real time, a quarter of an hour: `npm run test:controllers`.
  controllers: { vectors: ['generate'] },
  stages: { check: 'check', vectors: ['generate'] },
  'csr-cleaner': { vectors: ['generate'] },
  mutations: { check: 'check', vectors: ['generate'] },
  openapi: { check: 'check', vectors: ['generate'] },
};

/**
 * `tsx test/oracles/main.ts [check|vectors] [JUDGE...]`: asks Kubernetes' own code, or writes down what it answers. Needs Go. Ends
 * with the exit code of the first that fails, when all are done.
 */
async function main([task = 'check', ...names]: readonly string[]): Promise<void> {
  for (const [name, { check, vectors }] of Object.entries(judges)) {
    if (names.length > 0 && !names.includes(name)) continue;
    for (const program of task === 'vectors' ? vectors : check === undefined ? [] : [check]) {
      const code = await run(join(import.meta.dirname, name, `${program}.ts`));
      process.exitCode ||= code;
    }
  }
}

async function run(program: string): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

await main(process.argv.slice(2));
