// What npm runs after `npm ci`, and before the package is packed: makes what is not committed. `npx homeostat` in this
// folder runs it too, at its first time; what is there then is not made again.
import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const byNpx = process.env.npm_command === 'exec';
if (!byNpx || !existsSync('dist/cli/main.js')) {
  execSync('npm run generate && npm run build', { stdio: 'inherit' });
}
