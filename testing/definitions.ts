import { apiextensionsV1, type V1CustomResourceDefinition } from '../api/index.ts';
import { WaitError } from '../environment/index.ts';
import type { TestWorld } from './open-test-world.ts';
import { readSources, type Source } from './sources.ts';

/** A CustomResourceDefinition, or the path of a file of them, or of a folder of such files. */
export type DefinitionSource = Source<V1CustomResourceDefinition>;

/** Far longer than a definition takes to be served: names that are taken never come free. */
const servedWithinMs = 10_000;

/** All definitions of the sources, in their order. */
export function readDefinitions(sources: readonly DefinitionSource[]): readonly V1CustomResourceDefinition[] {
  return readSources(sources, ['CustomResourceDefinition']);
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
