import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from '../../apimachinery/index.ts';
import { parseStage, type Stage } from '../index.ts';

/** Stages that lie beside this file. */
export function stageSet(...names: readonly ('pods-at-once' | 'pods-in-time' | 'nodes')[]): readonly Stage[] {
  return names.flatMap((name) => stagesOf(readFileSync(join(import.meta.dirname, `${name}.yaml`), 'utf8')));
}

/** Documents of YAML. */
export function stagesOf(text: string): readonly Stage[] {
  return parseYaml(text).map(({ value }) => parseStage(value));
}
