import { BehaviourError, type DeclaredDevices, parseDevices } from '../cluster/index.ts';
import { readOneDocument } from './documents.ts';
import { ScenarioError } from './scenario.ts';

/** Reads a file that lists drivers of devices, as `spec.cluster.devices` of a scenario does. Throws ScenarioError. */
export function readDevices(file: string): readonly DeclaredDevices[] {
  const source = readOneDocument(file, 'list of drivers');
  try {
    return parseDevices(source.value, '');
  } catch (error) {
    if (!(error instanceof BehaviourError)) throw error;
    throw new ScenarioError(`${source.place(error.path)}: ${error.message.replace(/^: /, '')}`);
  }
}
