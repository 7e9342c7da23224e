import { BehaviourError, type DeclaredDevices, parseDevices } from '../cluster/index.ts';
import { readDocuments, readText } from './documents.ts';
import { ScenarioError } from './scenario.ts';

/** Reads a file that lists drivers of devices, as `spec.cluster.devices` of a scenario does. Throws ScenarioError. */
export function readDevices(file: string): readonly DeclaredDevices[] {
  const text = readText(file, (why) => new ScenarioError(`${file}: cannot be read${why}`));
  const [source, ...others] = readDocuments(text, file);
  if (source === undefined || others.length > 0)
    throw new ScenarioError(`${file}: must hold one list of drivers`);
  try {
    return parseDevices(source.value, '');
  } catch (error) {
    if (!(error instanceof BehaviourError)) throw error;
    throw new ScenarioError(`${source.place(error.path)}: ${error.message.replace(/^: /, '')}`);
  }
}
