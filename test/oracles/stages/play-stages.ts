import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from '../../../apimachinery/index.ts';
import { parseStage, type Stage } from '../../../stages/index.ts';

/** What is played in all cases; the judge reads the same file. */
export const playStages: readonly Stage[] = parseYaml(
  readFileSync(join(import.meta.dirname, 'play-stages.yaml'), 'utf8'),
).map(({ value }) => parseStage(value));
