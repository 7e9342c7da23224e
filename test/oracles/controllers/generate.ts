import { mkdirSync, writeFileSync } from 'node:fs';
import { findControllerManager } from '../server/programs.ts';
import { playTheirs } from './play.ts';
import { loadScripts } from './scripts.ts';

/**
 * `tsx test/oracles/controllers/generate.ts [PART...]`: plays the scripts whose names have one of the parts (all without any) with
 * Kubernetes' own controllers, and writes down what comes of them.
 */
const found = findControllerManager();
if (typeof found === 'string') throw new Error(found);
for (const script of loadScripts(process.argv.slice(2))) {
  const observation = await playTheirs(script, found.controllerManager);
  mkdirSync(new URL('.', script.vector), { recursive: true });
  writeFileSync(script.vector, `${JSON.stringify(observation, undefined, 1)}\n`);
  process.stdout.write(
    `${script.name}: ${observation.objects.length} objects, ${observation.events.length} events\n`,
  );
}
