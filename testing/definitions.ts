import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { apiextensionsV1, type V1CustomResourceDefinition } from '../api/index.ts';
import { isObject } from '../apimachinery/index.ts';
import { WaitError } from '../environment/index.ts';
import { readDocuments, readText } from '../scenarios/index.ts';
import type { TestWorld } from './open-test-world.ts';

/** A CustomResourceDefinition, or the path of a file of them, or of a folder of such files. */
export type DefinitionSource = string | V1CustomResourceDefinition;

const extensions = ['.yaml', '.yml', '.json'];

/** Far longer than a definition takes to be served: names that are taken never come free. */
const servedWithinMs = 10_000;

/**
 * All definitions of the sources, in their order. What else is in the files is passed over, as are folders in folders. Throws
 * `file:line:column: ...` for what cannot be read. Mirrors controller-runtime pkg/envtest (ReadCRDFiles).
 */
export function readDefinitions(sources: readonly DefinitionSource[]): readonly V1CustomResourceDefinition[] {
  return sources.flatMap((source) =>
    typeof source === 'string' ? filesOf(source).flatMap(readFile) : [source],
  );
}

/** Creates the definitions, or changes those that are there, and resolves when the kinds of all of them are served. */
export async function serveDefinitions(
  { control, cluster, user }: TestWorld,
  definitions: readonly V1CustomResourceDefinition[],
): Promise<void> {
  for (const definition of definitions)
    await user.apply(apiextensionsV1.customResourceDefinitions, definition, {
      fieldManager: 'test',
      force: true,
    });
  const waiting = () => definitions.filter((definition) => !isServed(cluster.api.resources, definition));
  try {
    await control.runUntil(() => waiting().length === 0, { withinMs: servedWithinMs });
  } catch (error) {
    if (!(error instanceof WaitError)) throw error;
    const names = waiting().map(({ metadata }) => metadata?.name ?? '');
    const found = await Promise.all(
      names.map((name) => user.get(apiextensionsV1.customResourceDefinitions, { name })),
    );
    throw new Error(`not served: ${found.map(saidOf).join('; ')}`, { cause: error });
  }
}

type Resources = TestWorld['cluster']['api']['resources'];

function isServed(
  resources: Resources,
  { spec: { group, names, versions } }: V1CustomResourceDefinition,
): boolean {
  return versions
    .filter(({ served }) => served)
    .every(({ name: version }) => resources.get({ group, version, resource: names.plural }) !== undefined);
}

function saidOf({ metadata, status }: V1CustomResourceDefinition): string {
  const untrue = (status?.conditions ?? []).filter((condition) => condition.status !== 'True');
  return [metadata?.name, ...untrue.map(({ type, message }) => `${type}: ${message}`)].join(', ');
}

function filesOf(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && extensions.includes(extname(entry.name)));
  return files.map(({ name }) => join(path, name)).toSorted();
}

function readFile(path: string): readonly V1CustomResourceDefinition[] {
  const text = readText(path, (why) => new Error(`${path}: cannot be read${why}`));
  return readDocuments(text, path)
    .map(({ value }) => value)
    .filter(isDefinition);
}

function isDefinition(value: unknown): value is V1CustomResourceDefinition {
  return isObject(value) && value.kind === 'CustomResourceDefinition';
}
