import { dirname, resolve } from 'node:path';
import { BehaviourError, isKwok, type PodBehaviours, parseBehaviours, parseKwok } from '../cluster/index.ts';
import { parseStage, type Stage, StageError } from '../stages/index.ts';
import { withAmountFiles } from './amount-files.ts';
import { readDocuments, readText, type SourceDocument } from './documents.ts';
import { ScenarioError } from './scenario.ts';
import { withTextFiles } from './text-files.ts';

/**
 * Reads files of behaviours. Their documents hold one, or a list, as `spec.cluster.behaviours` of a scenario does, or are kwok's, which come
 * before all others: each says something of a container and leaves the rest to them. Files that they name are looked for from where
 * they lie, those that kwok's name from where homeostat runs. `tell` is told of documents that have no effect. Throws ScenarioError.
 */
export function readBehaviours(
  files: readonly string[],
  tell: (note: string) => void = () => {},
): DeclaredBehaviours {
  return inOrder(files.flatMap((file) => readFile(file, tell)));
}

/** What files say of what objects go through. */
export interface DeclaredBehaviours {
  readonly behaviours: PodBehaviours;
  /** kwok's; none: absent. */
  readonly stages?: readonly Stage[];
}

/**
 * Behaviours of a scenario, where an item may be a document of kwok, too, or `{file: behaviours.yaml}`. Throws BehaviourError, whose path
 * begins with `path`, and ScenarioError of a file.
 */
export function listedBehaviours(
  items: readonly unknown[],
  path: string,
  directory: string,
): DeclaredBehaviours {
  const parts = items.flatMap((item, at): readonly Part[] => {
    const file = fileOf(item);
    const place = `${path}[${at}]`;
    const found =
      file === undefined ? [itemPart(item, place, directory)] : readFile(resolve(directory, file), untold);
    if (found.some(({ behaviours }) => behaviours.some(({ process }) => process !== undefined)))
      throw new BehaviourError(place, 'containers of a scenario are no processes of this machine');
    return found;
  });
  const { behaviours, ...rest } = inOrder(parts);
  return { behaviours: parseBehaviours(behaviours, path), ...rest };
}

const untold = () => {};

/** Which come first: kwok's for one pod, kwok's for many, others. */
const ranks = ['pod', 'pods', 'own'] as const;

interface Part {
  readonly rank: (typeof ranks)[number];
  readonly behaviours: PodBehaviours;
  readonly stage?: Stage;
}

function inOrder(parts: readonly Part[]): DeclaredBehaviours {
  const behaviours = ranks.flatMap((rank) =>
    parts.filter((part) => part.rank === rank).flatMap((part) => part.behaviours),
  );
  const stages = parts.flatMap(({ stage }) => stage ?? []);
  return stages.length === 0 ? { behaviours } : { behaviours, stages };
}

function readFile(file: string, tell: (note: string) => void): readonly Part[] {
  const text = readText(file, (why) => new ScenarioError(`${file}: cannot be read${why}`));
  return readDocuments(text, file).map((source) => partOf(source, dirname(file), tell));
}

function partOf({ value, place }: SourceDocument, directory: string, tell: (note: string) => void): Part {
  try {
    return documentPart(value, directory, (note) => tell(`${place('kind')}: ${note}`));
  } catch (error) {
    if (!isWrong(error)) throw error;
    const said = error.message.replace(/^(?:\.|: )/, '');
    throw new ScenarioError(`${place(error.path.replace(/^\./, ''))}: ${said}`);
  }
}

/** What stands in the list itself, at `place`. */
function itemPart(item: unknown, place: string, directory: string): Part {
  try {
    return documentPart(item, directory, untold);
  } catch (error) {
    if (!isWrong(error)) throw error;
    const path = /^(?:$|[.[])/.test(error.path) ? error.path : `.${error.path}`;
    throw new BehaviourError(`${place}${path}`, error.message.slice(error.path.length + ': '.length));
  }
}

/** What a document says; `tell` is told why it has no effect. Throws BehaviourError and StageError, whose paths are within it. */
function documentPart(value: unknown, directory: string, tell: (note: string) => void): Part {
  if (!isKwok(value))
    return { rank: 'own', behaviours: parseBehaviours(withTheirFiles(value, directory), '') };
  if (value.kind === 'Stage') return { rank: 'own', behaviours: [], stage: parseStage(value) };
  const { named, behaviours, note } = parseKwok(value);
  if (note !== undefined) tell(`${value.kind} has no effect here: ${note}`);
  return { rank: named ? 'pod' : 'pods', behaviours };
}

function isWrong(error: unknown): error is BehaviourError | StageError {
  return error instanceof BehaviourError || error instanceof StageError;
}

function fileOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !('file' in item)) return undefined;
  return typeof item.file === 'string' && Object.keys(item).length === 1 ? item.file : undefined;
}

/** With what the files hold that behaviours name. */
function withTheirFiles(data: unknown, directory: string): unknown {
  return withTextFiles(withAmountFiles(data, directory), directory);
}
