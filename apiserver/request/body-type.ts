import { schemaFor } from '../../api/index.ts';
import { apiVersionOf, groupVersionKind, type Schema } from '../../apimachinery/index.ts';

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What a body is read as: a served kind, or one that only travels (Scale, Binding, DeleteOptions). */
export interface BodyType {
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  readonly schema: Schema;
  readonly resource: GroupVersionKind;
  /** The name its type has inside of Kubernetes, as messages give it: `apps.Deployment`. */
  readonly internalType: string;
}

const known = new Map<string, BodyType>();

/** The type of a built-in kind, made when it is first needed. */
export function bodyType(resource: GroupVersionKind): BodyType {
  const key = groupVersionKind(resource);
  let type = known.get(key);
  if (type === undefined) {
    const schema = schemaFor(resource.group, resource.version, resource.kind) ?? {};
    type = { apiVersion: apiVersionOf(resource), schema, resource, internalType: internalType(resource) };
    known.set(key, type);
  }
  return type;
}

/** Objects of kinds that are not built in, which bring their schema, have no type of their own. */
export function internalType(resource: GroupVersionKind): string {
  if ('schema' in resource) return 'unstructured.Unstructured';
  const { group, kind } = resource;
  const [first = ''] = group.split('.');
  return `${internalPackages[first] ?? first}.${kind}`;
}

/** Where it is not the group's first part. */
const internalPackages: Readonly<Record<string, string>> = {
  '': 'core',
  events: 'core',
  internal: 'apiserverinternal',
};
