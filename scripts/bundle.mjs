// The last step of the build: puts the generated tables beside the compiled folders, and makes the command of few
// files, as finding some hundred modules one by one would cost it half of its start-up time.
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

mkdirSync('dist/generated', { recursive: true });
cpSync('api/generated', 'dist/generated', { recursive: true, filter: (path) => !path.endsWith('.ts') });

const { outputFiles } = await build({
  entryPoints: ['dist/cli/main.js'],
  outdir: 'dist/cli',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  write: false,
});
rmSync('dist/cli', { recursive: true });
mkdirSync('dist/cli', { recursive: true });
for (const { path, contents } of outputFiles) writeFileSync(path, contents);
// npx makes the command executable where it installs it, and does not look again after the next build.
chmodSync('dist/cli/main.js', 0o755);
