import { readFileSync } from 'node:fs';
import { differencesOf } from '../server/alike.ts';
import { findControllerManager } from '../server/programs.ts';
import { playTheirs } from './play.ts';
import { loadScripts } from './scripts.ts';

/**
 * `npm run test:controllers -- [PART...]`: whether Kubernetes' own controllers still make of the scripts what is written
 * down. That ours make the same of them is a test of the suite.
 */
const found = findControllerManager();
if (typeof found === 'string') process.stdout.write(`controllers: left out: ${found}\n`);
else {
  const scripts = loadScripts(process.argv.slice(2));
  for (const script of scripts) {
    const written: unknown = JSON.parse(readFileSync(script.vector, 'utf8'));
    const differences = differencesOf(await playTheirs(script, found.controllerManager), written);
    if (differences.length === 0) continue;
    process.exitCode = 1;
    process.stdout.write(`${script.name}: theirs | written down\n  ${differences.join('\n  ')}\n`);
  }
  process.stdout.write(`controllers: ${scripts.length} scripts played by Kubernetes' own\n`);
}
