import { Option } from 'commander';
import type { DeclaredBehaviours } from '../scenarios/index.ts';
import { UsageError } from './usage-error.ts';

/** What "--behaviours" may be followed by, again and again. */
export function behavioursOption(): Option {
  return new Option(
    '--behaviours <file>',
    'what containers do: behaviours, as in spec.cluster of a scenario, and documents of kwok; may be given again',
  ).argParser((file: string, before: readonly string[] = []) => [...before, file]);
}

/** That files may make processes of containers. */
export function localProcessesOption(): Option {
  return new Option('--local-processes', 'containers may be programs of this machine, where a file says so');
}

export interface BehaviourOptions {
  readonly behaviours?: readonly string[];
  readonly localProcesses?: boolean;
}

/**
 * The behaviours and stages of files, as options of a cluster; nothing where no file is given. Rejects with ScenarioError, which says where one is
 * wrong, and UsageError for processes that are not allowed.
 */
export async function behavioursOf({
  behaviours: files,
  localProcesses = false,
}: BehaviourOptions): Promise<Partial<DeclaredBehaviours> & { readonly localProcesses?: boolean }> {
  if (files === undefined) return {};
  const { readBehaviours } = await import('../scenarios/index.ts');
  const declared = readBehaviours(files, (note) => console.error(`homeostat: ${note}`));
  if (!localProcesses && declared.behaviours.some(({ process }) => process !== undefined))
    throw new UsageError('--behaviours: containers that are programs of this machine need --local-processes');
  return { ...declared, localProcesses };
}
