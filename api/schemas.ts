import { apiVersionOf, groupVersionKind, type Schema } from '../apimachinery/index.ts';
import { Definitions, readDefinitions, type StoredSchema } from './definitions.ts';
import { allResources } from './served-resources.ts';

let definitions: Definitions | undefined;
let kinds: ReadonlyMap<string, string> | undefined;

function allDefinitions(): Definitions {
  definitions ??= new Definitions(readDefinitions());
  return definitions;
}

/**
 * The schema of a definition, by its OpenAPI name (`io.k8s.api.core.v1.PodSpec`). Resolved when first asked for,
 * deeply frozen, the same object each time. Definitions that contain themselves are cycles: who walks a schema follows
 * values, or stops at `definition`. Throws for an unknown name.
 */
export function definition(name: string): Schema {
  return allDefinitions().get(name);
}

/** The same as the generator wrote it, a new object each time: for who reads little of it once. */
export function storedDefinition(name: string): StoredSchema {
  return allDefinitions().stored(name);
}

/** Names of all definitions, sorted. */
export function definitionNames(): string[] {
  return allDefinitions().names();
}

/** The schema of a built-in kind, of lists and of the kinds that subresources speak too; undefined if it is not one. */
export function schemaFor(group: string, version: string, kind: string): Schema | undefined {
  const name = definitionOf(group, version, kind);
  return name === undefined ? undefined : definition(name);
}

/** The name of the definition of such a kind. */
export function definitionOf(group: string, version: string, kind: string): string | undefined {
  kinds ??= kindIndex();
  return kinds.get(groupVersionKind({ group, version, kind }));
}

/** Definitions of a group version share a prefix, so a kind's name is looked up next to those of its resources. */
function kindIndex(): ReadonlyMap<string, string> {
  const packages = new Map<string, string>();
  for (const { group, version, kind, definition: name } of allResources) {
    packages.set(name.slice(0, -kind.length - 1), apiVersionOf({ group, version }));
  }
  const index = new Map<string, string>();
  for (const name of definitionNames()) {
    const dot = name.lastIndexOf('.');
    const apiVersion = packages.get(name.slice(0, dot));
    if (apiVersion !== undefined) index.set(`${apiVersion}/${name.slice(dot + 1)}`, name);
  }
  for (const kind of [
    'DeleteOptions',
    'Status',
    'WatchEvent',
    'APIGroup',
    'APIGroupList',
    'APIResourceList',
    'APIVersions',
  ]) {
    index.set(`v1/${kind}`, `io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`);
  }
  return index;
}
