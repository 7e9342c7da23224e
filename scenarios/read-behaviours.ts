import { dirname, resolve } from 'node:path';
import { BehaviourError, type PodBehaviours, parseBehaviours } from '../cluster/index.ts';
import { withAmountFiles } from './amount-files.ts';
import { readDocuments, readText, type SourceDocument } from './documents.ts';
import { ScenarioError } from './scenario.ts';
import { withTextFiles } from './text-files.ts';

/**
 * Reads a file of behaviours: documents that hold one, or a list, as `spec.cluster.behaviours` of a scenario does. Files that they name
 * are looked for from where it lies. Throws ScenarioError.
 */
export function readBehaviours(file: string): PodBehaviours {
  const text = readText(file, (why) => new ScenarioError(`${file}: cannot be read${why}`));
  return readDocuments(text, file).flatMap((source) => behavioursOf(source, dirname(file)));
}

function behavioursOf({ value, place }: SourceDocument, directory: string): PodBehaviours {
  try {
    return parseBehaviours(withTheirFiles(value, directory), '');
  } catch (error) {
    if (!(error instanceof BehaviourError)) throw error;
    throw new ScenarioError(
      `${place(error.path.replace(/^\./, ''))}: ${error.message.replace(/^(?:\.|: )/, '')}`,
    );
  }
}

/** Behaviours of a scenario, where an item may be `{file: behaviours.yaml}`. Throws BehaviourError, and ScenarioError of a file. */
export function listedBehaviours(items: readonly unknown[], path: string, directory: string): PodBehaviours {
  const whole = items.flatMap((item, at): PodBehaviours => {
    const file = fileOf(item);
    if (file !== undefined) return readBehaviours(resolve(directory, file));
    return parseBehaviours(withTheirFiles(item, directory), `${path}[${at}]`);
  });
  return parseBehaviours(whole, path);
}

function fileOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !('file' in item)) return undefined;
  return typeof item.file === 'string' && Object.keys(item).length === 1 ? item.file : undefined;
}

/** With what the files hold that behaviours name. */
function withTheirFiles(data: unknown, directory: string): unknown {
  return withTextFiles(withAmountFiles(data, directory), directory);
}
