import { type ServedResource, schemaFor, servedResources } from '../api/index.ts';
import {
  apiVersionOf,
  groupVersionKind,
  type KubeObject,
  type ObjectKey,
  type Schema,
} from '../apimachinery/index.ts';
import { definedResource, learnDefinition } from './defined-kinds.ts';
import { type ObjectReference, ScenarioError, type ScenarioObject } from './scenario.ts';

interface Kind {
  readonly apiVersion?: string;
  readonly kind?: string;
}

/** How a step writes objects. */
export interface Write {
  readonly verb: 'apply' | 'create' | 'patch';
  readonly subresource?: string;
}

/** Several resources may speak one kind (events of two groups); the first of an apiVersion counts. */
const byKind = new Map<string, ServedResource>();
for (const resource of servedResources) byKind.set(groupVersionKind(resource), resource);

/** The resource that serves a kind. Throws ScenarioError for one that nobody serves, and says what may be meant. */
export function resourceOf({ apiVersion, kind }: Kind): ServedResource {
  const resource = byKind.get(`${apiVersion}/${kind}`) ?? definedResource(`${apiVersion}/${kind}`);
  if (resource !== undefined) return resource;
  const meant = servedResources.find((one) => one.kind.toLowerCase() === kind?.toLowerCase());
  const hint = meant === undefined ? '' : `; there is ${meant.kind} in ${apiVersionOf(meant)}`;
  throw new ScenarioError(`no kind "${kind}" is served in apiVersion "${apiVersion}"${hint}`);
}

/** `a Pod`, `an Ingress`. */
export function withArticle(kind: string): string {
  return `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** The schema of a kind; undefined for one that is not built in. */
export function schemaOf({ apiVersion = '', kind = '' }: Kind): Schema | undefined {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return schemaFor(group, version, kind);
}

/**
 * The resource that an object is written to: that of its kind; where a subresource is created, the one that has it
 * (pods for an Eviction). Throws ScenarioError if there is none, and says what there is.
 */
export function writtenTo(object: Kind, { verb, subresource }: Write): ServedResource {
  if (object.kind === 'CustomResourceDefinition') learnDefinition(object);
  if (verb === 'create' && subresource !== undefined) return ownerOf(object, subresource);
  const resource = resourceOf(object);
  const needed = verb === 'apply' ? 'patch' : verb;
  const { kind, verbs, subresources } = resource;
  if (!verbs.includes(needed)) throw new ScenarioError(`${withArticle(kind)} has no ${needed}`);
  // A Scale is of another kind, and has a step of its own.
  const patched = subresources.filter((one) => one.kind === kind && one.verbs.includes('patch'));
  if (subresource === undefined || patched.some(({ name }) => name === subresource)) return resource;
  const names = patched.map(({ name }) => name).join(', ');
  throw new ScenarioError(
    `${withArticle(kind)} has no subresource "${subresource}" to patch; there is ${names === '' ? 'none' : names}`,
  );
}

function ownerOf(object: Kind, subresource: string): ServedResource {
  const creatable = servedResources.flatMap((resource) =>
    resource.subresources
      .filter(({ verbs, kind }) => verbs.includes('create') && !kind.endsWith('Options'))
      .map((one) => ({ resource, name: one.name, speaks: `${one.kind} of ${apiVersionOf(one)}` })),
  );
  const wanted = `${object.kind} of ${object.apiVersion}`;
  const found = creatable.find(({ name, speaks }) => name === subresource && speaks === wanted);
  if (found !== undefined) return found.resource;
  const known = creatable.map(({ name, speaks }) => `${name} (${speaks})`).join(', ');
  throw new ScenarioError(
    `no subresource "${subresource}" is created by ${withArticle(wanted)}; there are ${known}`,
  );
}

/** Whether the kind has a scale subresource. Throws ScenarioError as `resourceOf` does. */
export function canBeScaled(kind: Kind): boolean {
  return resourceOf(kind).subresources.some(({ name }) => name === 'scale');
}

/** The reference to an object, whose name is '' if it has none. */
export function referenceTo({ apiVersion, kind, metadata }: ScenarioObject): ObjectReference {
  const { name = '', namespace } = metadata ?? {};
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** Where an object of this kind and name lies; namespace `default` unless it says otherwise. */
export function keyOfReference(reference: ObjectReference): ObjectKey {
  const { name, namespace = 'default' } = reference;
  return resourceOf(reference).namespaced ? { namespace, name } : { name };
}

/** The object with its namespace filled in where its kind has one. */
export function placed<T extends KubeObject>(object: T): T {
  const { metadata } = object;
  if (!resourceOf(object).namespaced || metadata?.namespace !== undefined) return object;
  return { ...object, metadata: { ...metadata, namespace: 'default' } };
}

/** `Deployment default/web`, `Node node-1`, `Pod default/web-*`; without a name `a Pod in default with app=web`. */
export function describeObject(object: KubeObject): string {
  const { name, generateName, namespace, labels } = placed(object).metadata ?? {};
  const shown = name ?? (generateName === undefined ? undefined : `${generateName}*`);
  if (shown !== undefined) return `${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${shown}`;
  const where = namespace === undefined ? '' : ` in ${namespace}`;
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return `${withArticle(object.kind ?? '')}${where}${pairs.length === 0 ? '' : ` with ${pairs.join(',')}`}`;
}

export function describeReference(reference: ObjectReference): string {
  const { namespace, name } = keyOfReference(reference);
  return `${reference.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
