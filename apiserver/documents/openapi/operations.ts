import { isCustom, type ServedResource, schemaFor } from '../../../api/index.ts';
import { customListName } from './custom-definitions.ts';
import type { GroupVersionKind } from './group-version-kind.ts';
import { listTypes, objectTypes, patchTypes } from './media-types.ts';
import { camelCase, groupVersionName } from './operation-names.ts';
import { type ParameterName, parametersOf } from './parameters.ts';
import { deleteOptions, patchDefinition, statusDefinition } from './special-definitions.ts';
import { type Method, type VerbDescription, verbDescriptions } from './verb-descriptions.ts';

/** One path with what can be done there, before it is written down in either version of OpenAPI. */
export interface PathDescription {
  readonly path: string;
  /** Parameters of the path itself, shared by its operations. */
  readonly parameters: readonly ParameterName[];
  readonly operations: readonly OperationDescription[];
}

export interface OperationDescription {
  readonly method: Method;
  /** x-kubernetes-action. */
  readonly action: string;
  readonly id: string;
  readonly description: string;
  readonly tag: string;
  readonly kind: GroupVersionKind;
  readonly parameters: readonly ParameterName[];
  /** Definition of the body; undefined for none. */
  readonly body: string | undefined;
  readonly bodyTypes: readonly string[];
  /** Definition of the answer; undefined where it is not one (logs, exec). */
  readonly answer: string | undefined;
  readonly answerTypes: readonly string[];
  /** Which successes there are beside 200. */
  readonly alsoSucceedsWith: readonly (201 | 202)[];
}

/** All paths of a resource: its collection in one namespace and in all, one object, and each subresource. */
export function pathsOf(resource: ServedResource): readonly PathDescription[] {
  const { group, version, namespaced, resource: plural } = resource;
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const namespace: readonly ParameterName[] = namespaced ? ['namespace'] : [];
  const collection = `${namespaced ? `${base}/namespaces/{namespace}` : base}/${plural}`;
  const ofObject: readonly ParameterName[] = ['name', ...namespace, 'pretty'];
  const target = targetOf(resource);
  const all: readonly PathDescription[] = [
    {
      path: collection,
      parameters: [...namespace, 'pretty'],
      operations: operations(resource, ['list', 'create', 'deletecollection'], target),
    },
    {
      path: `${base}/${plural}`,
      parameters: [...parametersOf.listing, 'pretty'],
      operations: namespaced ? listOfAllNamespaces(resource, target) : [],
    },
    {
      path: `${collection}/{name}`,
      parameters: ofObject,
      operations: operations(resource, ['get', 'update', 'patch', 'delete'], target),
    },
    ...resource.subresources.map((subresource) => ({
      path: `${collection}/{name}/${subresource.name}`,
      parameters: ofObject,
      operations: operations(resource, subresource.verbs, subresourceTarget(resource, subresource)),
    })),
  ];
  return all.filter((described) => described.operations.length > 0);
}

/** What the operations of a path are about. */
interface Target {
  readonly kind: GroupVersionKind;
  readonly definition: string | undefined;
  readonly verbs: readonly string[];
  /** Of the operation's id. */
  readonly suffix: string;
  readonly called: string;
}

function targetOf({ group, version, kind, definition, verbs }: ServedResource): Target {
  return { kind: { group, kind, version }, definition, verbs, suffix: '', called: kind };
}

function subresourceTarget(
  resource: ServedResource,
  { name, group, version, kind, verbs }: ServedResource['subresources'][number],
): Target {
  const same = kind === resource.kind;
  return {
    kind: { group, kind, version },
    definition: same ? resource.definition : schemaFor(group, version, kind)?.definition,
    verbs,
    suffix: camelCase(name),
    called: `${name} of ${resource.kind}`,
  };
}

function operations(
  resource: ServedResource,
  verbs: readonly string[],
  target: Target,
): readonly OperationDescription[] {
  return verbs.flatMap((verb) => {
    const described = verbDescriptions[verb];
    if (described === undefined || !target.verbs.includes(verb)) return [];
    return operation(resource, described, target);
  });
}

function operation(
  resource: ServedResource,
  verb: VerbDescription,
  { kind, definition, suffix, called }: Target,
): OperationDescription {
  const { method, says, parameters, alsoSucceedsWith } = verb;
  const list = isCustom(resource)
    ? customListName(resource)
    : schemaFor(resource.group, resource.version, resource.listKind)?.definition;
  // What has no schema is not an object to read or write but a stream to connect to.
  const connects = definition === undefined;
  return {
    method,
    action: connects ? 'connect' : verb.action,
    id: operationId(resource, connects ? `connect ${camelCase(method)}` : verb.word, verb, suffix),
    description: `${says}: ${called}`,
    tag: tagOf(resource),
    kind,
    parameters: connects ? [] : parameters,
    body: connects
      ? undefined
      : { object: definition, patch: patchDefinition, options: deleteOptions, none: undefined }[verb.body],
    bodyTypes: verb.body === 'patch' ? patchTypes(resource) : objectTypes,
    answer: connects ? undefined : { object: definition, list, status: statusDefinition }[verb.answer],
    answerTypes: verb.answer === 'list' ? listTypes : objectTypes,
    alsoSucceedsWith,
  };
}

/** Its parameters are those of the path, since to list is all that can be done there. */
function listOfAllNamespaces(resource: ServedResource, target: Target): readonly OperationDescription[] {
  const id = `list${groupVersionName(resource)}${resource.kind}ForAllNamespaces`;
  return operations(resource, ['list'], target).map((list) => ({ ...list, id, parameters: [] }));
}

/** Mirrors kubernetes: `patchAppsV1NamespacedDeploymentScale`, `deleteAppsV1CollectionNamespacedDeployment`. */
function operationId(
  resource: ServedResource,
  words: string,
  { action }: VerbDescription,
  suffix: string,
): string {
  const [first, second = ''] = words.split(' ');
  const collection = action === 'deletecollection' ? 'Collection' : '';
  const namespaced = resource.namespaced ? 'Namespaced' : '';
  return `${first}${groupVersionName(resource)}${second}${collection}${namespaced}${resource.kind}${suffix}`;
}

function tagOf({ group, version }: ServedResource): string {
  return `${camelCase(group === '' ? 'core' : group.replace(/\.k8s\.io$/, ''))}_${version}`;
}
