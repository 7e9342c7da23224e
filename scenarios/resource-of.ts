import { type ServedResource, servedResources } from '../api/index.ts';
import type { KubeObject, ObjectKey } from '../apimachinery/index.ts';
import { type ObjectReference, ScenarioError } from './scenario.ts';

const byKind = new Map<string, ServedResource>();
for (const resource of servedResources) {
  const apiVersion = resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
  byKind.set(`${apiVersion} ${resource.kind}`, resource);
}

/** The resource that serves a kind. Throws ScenarioError for one that nobody serves. */
export function resourceOf({
  apiVersion,
  kind,
}: {
  readonly apiVersion?: string;
  readonly kind?: string;
}): ServedResource {
  const resource = byKind.get(`${apiVersion} ${kind}`);
  if (resource === undefined)
    throw new ScenarioError(`no kind "${kind}" is served in apiVersion "${apiVersion}"`);
  return resource;
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

/** `Deployment default/web`, `Node node-1`. */
export function describeObject(object: KubeObject): string {
  const { name, generateName, namespace } = placed(object).metadata ?? {};
  const shown = name ?? (generateName === undefined ? '' : `${generateName}*`);
  return `${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${shown}`.trimEnd();
}

export function describeReference(reference: ObjectReference): string {
  const { namespace, name } = keyOfReference(reference);
  return `${reference.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
