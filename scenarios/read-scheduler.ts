import {
  readSchedulerConfiguration,
  type SchedulerConfiguration,
  SchedulerConfigurationError,
} from '../cluster/index.ts';
import { readOneDocument, type SourceDocument } from './documents.ts';
import { ScenarioError } from './scenario.ts';

/** Reads a file that holds a KubeSchedulerConfiguration. Throws ScenarioError. */
export function readScheduler(file: string): SchedulerConfiguration {
  return schedulerOf(readOneDocument(file, 'KubeSchedulerConfiguration'));
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
