import { groupBy, groupResource } from '../../apimachinery/index.ts';
import { groupFacts, isEnabledByDefault } from '../facts/group-versions.ts';
import { categories, shortNames } from '../facts/names.ts';
import { connectionKinds, sharedStorage, unwatchable } from '../facts/subresources.ts';
import type { ServedResource, ServedSubresource } from '../served-resources.ts';
import { kindOf } from './definition-names.ts';
import type { Operation } from './operations.ts';

/** One served resource and what only the generator needs to know of it. */
export interface ResourceRow {
  /** `AppsV1`. */
  readonly api: string;
  readonly model: string;
  readonly served: ServedResource;
}

/** All resources of all group versions, in the order of discovery, by name within a version. */
export function resourceRows(
  operations: readonly Operation[],
  names: ReadonlyMap<string, string>,
): ResourceRow[] {
  const byGroupVersion = groupBy(operations, ({ group, version }) => `${group}/${version}`);
  const ordered = groupFacts.flatMap(({ group, versions }) =>
    versions.map((version) => `${group}/${version}`),
  );
  for (const groupVersion of byGroupVersion.keys()) {
    if (!ordered.includes(groupVersion))
      throw new Error(`facts/group-versions.ts does not place ${groupVersion}`);
  }
  return ordered.flatMap((groupVersion) => {
    const operationsOfIt = byGroupVersion.get(groupVersion);
    if (operationsOfIt === undefined) throw new Error(`the client has no operations of ${groupVersion}`);
    const byResource = groupBy(operationsOfIt, (operation) => place(operation).resource);
    return [...byResource]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([resource, ofIt]) => resourceRow(resource, ofIt, names));
  });
}

interface Place {
  readonly resource: string;
  readonly subresource?: string;
  readonly namespaced: boolean;
  /** Whether the path names one object. */
  readonly item: boolean;
}

/** What a path is about: `namespaces/{name}/finalize` and `namespaces/{namespace}/pods/{name}/log`. */
function place({ path }: Operation): Place {
  const namespaced = path.startsWith('namespaces/{namespace}/');
  const [resource = '', name, subresource] = (
    namespaced ? path.slice('namespaces/{namespace}/'.length) : path
  ).split('/');
  return {
    resource,
    namespaced,
    item: name !== undefined,
    ...(subresource === undefined ? {} : { subresource }),
  };
}

function resourceRow(
  resource: string,
  operations: readonly Operation[],
  names: ReadonlyMap<string, string>,
): ResourceRow {
  const own = operations.filter((operation) => place(operation).subresource === undefined);
  const first = own[0];
  const model = modelOf(own);
  const definition = names.get(model);
  if (first === undefined || definition === undefined)
    throw new Error(`the kind of ${resource} is not known`);
  const { group, version, api } = first;
  const key = groupResource({ group, resource });
  const kind = kindOf(model);
  const list = own.find((operation) => operation.method === 'GET' && !place(operation).item)?.answer;
  return {
    api,
    model,
    served: {
      group,
      version,
      resource,
      kind,
      namespaced: own.some((operation) => place(operation).namespaced),
      singularName: kind.toLowerCase(),
      shortNames: shortNames[key] ?? [],
      categories: categories[key] ?? [],
      verbs: verbsOf(own).filter((verb) => verb !== 'watch' || !unwatchable.includes(key)),
      subresources: subresourcesOf(operations, group, version, kind, names),
      listKind: list === undefined ? '' : kindOf(list),
      definition,
      storage: { group, version: storageVersion(group, version), resource, ...sharedStorage[key] },
      enabled: isEnabledByDefault(version),
    },
  };
}

function modelOf(operations: readonly Operation[]): string {
  const read = operations.find((operation) => operation.method === 'GET' && place(operation).item);
  return read?.answer ?? operations.find(({ body }) => body !== undefined)?.body ?? '';
}

/** Objects are kept in the first served version of their group that all others convert to. */
function storageVersion(group: string, version: string): string {
  if (!isEnabledByDefault(version)) return version;
  return groupFacts.find((facts) => facts.group === group)?.versions[0] ?? version;
}

function verbsOf(operations: readonly Operation[]): string[] {
  const verbs = new Set<string>();
  for (const operation of operations) {
    verbs.add(verbOf(operation.method, place(operation).item));
    if (operation.watch) verbs.add('watch');
  }
  verbs.delete('');
  return [...verbs].sort();
}

function verbOf(method: string, item: boolean): string {
  switch (method) {
    case 'GET':
      return item ? 'get' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return item ? 'delete' : 'deletecollection';
  }
  return '';
}

function subresourcesOf(
  operations: readonly Operation[],
  group: string,
  version: string,
  kind: string,
  names: ReadonlyMap<string, string>,
): ServedSubresource[] {
  const byName = groupBy(operations, (operation) => place(operation).subresource ?? '');
  byName.delete('');
  return [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, ofIt]) => {
      const model = modelOf(ofIt);
      const connection = connectionKinds[`${place(ofIt[0] as Operation).resource}/${name}`];
      const own = { group, version, kind: connection ?? kind };
      const other = connection === undefined && kindOf(model) !== kind;
      return { name, ...(other ? groupKindOf(model, names) : own), verbs: verbsOf(ofIt) };
    });
}

/** Group, version and kind of a model that a subresource speaks instead of its parent's. */
function groupKindOf(
  model: string,
  names: ReadonlyMap<string, string>,
): { group: string; version: string; kind: string } {
  const [, group = '', version = ''] = /^io\.k8s\.api\.(\w+)\.(\w+)\./.exec(names.get(model) ?? '') ?? [];
  const groupNames = groupFacts.map((facts) => facts.group);
  const full = groupNames.find((name) => name === group || name.split('.')[0] === group) ?? '';
  return { group: full, version, kind: kindOf(model) };
}
