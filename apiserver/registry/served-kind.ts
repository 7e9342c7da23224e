import type { ServedResource } from '../../api/index.ts';
import type { KubeObject, Schema } from '../../apimachinery/index.ts';
import type { Strategy } from '../pipeline/strategies/index.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import type { StoredObject } from '../storage/stored-object.ts';

/** One served resource in one version, with everything the verbs need to know of it. */
export interface ServedKind {
  readonly resource: ServedResource;
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  readonly schema: Schema;
  readonly strategy: Strategy;
  readonly hasStatus: boolean;
  /** Shared by all versions of the resource. */
  readonly storage: ObjectStorage;
  /** Undefined where this is the version that is stored. */
  readonly conversion?: Conversion;
}

/** Between the version served and the version stored. */
export interface Conversion {
  toStored(object: KubeObject): KubeObject;
  fromStored(object: KubeObject): KubeObject;
  /** The stored object in the served version; made once per revision. */
  convert(stored: StoredObject): StoredObject;
}

/** The object as this version serves it. */
export function served(kind: ServedKind, stored: StoredObject): StoredObject {
  return kind.conversion === undefined ? stored : kind.conversion.convert(stored);
}

/** The name the kind's type has inside of Kubernetes, as messages give it: `apps.Deployment`. */
export function internalType({ resource }: ServedKind): string {
  const [group] = resource.group.split('.');
  return `${internalPackages[group ?? ''] ?? group}.${resource.kind}`;
}

/** Where it is not the group's first part. */
const internalPackages: Readonly<Record<string, string>> = {
  '': 'core',
  events: 'core',
  internal: 'apiserverinternal',
};
