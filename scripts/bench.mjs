// Runs the benchmarks as what ships runs: compiled, and with the young generation that the first line of scripts/start.cjs asks for.
// `npm run bench` for all of them, `npm run bench pods http process virtual` for some.
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';

const names = process.argv.length > 2 ? process.argv.slice(2) : ['main'];
await build({
  entryPoints: names.map((name) => `bench/${name}.ts`),
  // Beside the compiled folders, where the generated tables are found.
  outdir: 'dist/bench',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
});
for (const name of names) {
  const { status } = spawnSync(process.execPath, ['--max-semi-space-size=64', `dist/bench/${name}.js`], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
