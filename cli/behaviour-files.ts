import { Option } from 'commander';
import type { PodBehaviours } from '../cluster/index.ts';

/** What "--behaviours" may be followed by, again and again. */
export function behavioursOption(): Option {
  return new Option(
    '--behaviours <file>',
    'what containers do: behaviours, as in spec.cluster of a scenario, and documents of kwok; may be given again',
  ).argParser((file: string, before: readonly string[] = []) => [...before, file]);
}

/** The behaviours of files, in order; undefined: no file is given. Rejects with ScenarioError, which says where one is wrong. */
export async function behavioursOf(files: readonly string[] | undefined): Promise<PodBehaviours | undefined> {
  if (files === undefined) return undefined;
  const { readBehaviours } = await import('../scenarios/index.ts');
  return readBehaviours(files, (note) => console.error(`homeostat: ${note}`));
}
