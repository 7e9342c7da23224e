import {
  readSchedulerConfiguration,
  type SchedulerConfiguration,
  SchedulerConfigurationError,
} from '../cluster/index.ts';
import { readDocuments, readText, type SourceDocument } from './documents.ts';
import { ScenarioError } from './scenario.ts';

/** Reads a file that holds a KubeSchedulerConfiguration. Throws ScenarioError. */
export function readScheduler(file: string): SchedulerConfiguration {
  const text = readText(file, (why) => new ScenarioError(`${file}: cannot be read${why}`));
  const [source, ...others] = readDocuments(text, file);
  if (source === undefined || others.length > 0)
    throw new ScenarioError(`${file}: must hold one KubeSchedulerConfiguration`);
  return schedulerOf(source);
}

/** The same of a part of a file. Throws ScenarioError. */
export function schedulerOf({ value, place }: SourceDocument): SchedulerConfiguration {
  try {
    return readSchedulerConfiguration(value, place);
  } catch (error) {
    if (error instanceof SchedulerConfigurationError) throw new ScenarioError(error.message);
    throw error;
  }
}
