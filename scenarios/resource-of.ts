import { type ServedResource, servedResources } from '../api/index.ts';
import type { KubeObject, ObjectKey } from '../apimachinery/index.ts';
import { type ObjectReference, ScenarioError } from './scenario.ts';

interface Kind {
  readonly apiVersion?: string;
  readonly kind?: string;
}

/** Several resources may speak one kind (events of two groups); the first of an apiVersion counts. */
const byKind = new Map<string, ServedResource>();
for (const resource of servedResources) byKind.set(`${apiVersionOf(resource)} ${resource.kind}`, resource);

function apiVersionOf({ group, version }: ServedResource): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The resource that serves a kind. Throws ScenarioError for one that nobody serves, and says what may be meant. */
export function resourceOf({ apiVersion, kind }: Kind): ServedResource {
  const resource = byKind.get(`${apiVersion} ${kind}`);
  if (resource !== undefined) return resource;
  const meant = servedResources.find((one) => one.kind.toLowerCase() === kind?.toLowerCase());
  const hint = meant === undefined ? '' : `; there is ${meant.kind} in ${apiVersionOf(meant)}`;
  throw new ScenarioError(`no kind "${kind}" is served in apiVersion "${apiVersion}"${hint}`);
}

/** Whether the kind has a scale subresource. Throws ScenarioError as `resourceOf` does. */
export function canBeScaled(kind: Kind): boolean {
  return resourceOf(kind).subresources.some(({ name }) => name === 'scale');
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
  return `a ${object.kind}${where}${pairs.length === 0 ? '' : ` with ${pairs.join(',')}`}`;
}

export function describeReference(reference: ObjectReference): string {
  const { namespace, name } = keyOfReference(reference);
  return `${reference.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
