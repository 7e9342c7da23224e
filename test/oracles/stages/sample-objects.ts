import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Objects of which queries and templates are asked; the judge reads the same file. */
export type SampleName = 'pod' | 'odd';

const samples: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'samples.json'), 'utf8'));

export function sampleOf(name: SampleName): unknown {
  return (samples as Readonly<Record<SampleName, unknown>>)[name];
}
