import type { ResourceType, Schema } from '../apimachinery/index.ts';
import { readGenerated } from './definitions.ts';
import { groupFacts, isEnabledByDefault } from './facts/group-versions.ts';
import type { V1JSONSchemaProps } from './generated/types.ts';

/** One resource of one group version, with all that discovery tells of it. */
export interface ServedResource extends ResourceType {
  readonly singularName: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** In alphabetical order, as discovery lists them. */
  readonly verbs: readonly string[];
  readonly subresources: readonly ServedSubresource[];
  /** '' where nothing can be listed (reviews, bindings). */
  readonly listKind: string;
  /** Name of the kind's definition: `io.k8s.api.apps.v1.Deployment`. */
  readonly definition: string;
  /** Only of a kind that is not built in: the schema it brings. It may be made when it is read: `isCustom` does not. */
  readonly schema?: Schema;
  /** The same as it was declared, with all that documents tell. */
  readonly openAPIV3Schema?: V1JSONSchemaProps | undefined;
  /** The fields that it declares to be selectable: `spec.color`. */
  readonly declaredFields?: readonly string[];
  /**
   * The key space and the version its objects are kept in. Two resources with the same group and resource here are
   * one set of objects: core and events.k8s.io events, and all versions of a kind.
   */
  readonly storage: StorageLocation;
  /** Whether Kubernetes serves the version without being asked to. */
  readonly enabled: boolean;
}

export interface ServedSubresource {
  readonly name: string;
  /** The kind it speaks, which may be of another group version: autoscaling/v1 Scale, policy/v1 Eviction. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

export interface StorageLocation {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

/** A group with the versions that are served by default, the preferred one first. */
export interface ApiGroup {
  readonly group: string;
  readonly versions: readonly string[];
  readonly preferredVersion: string;
}

/** Whether a resource is not built in. */
export function isCustom(resource: ServedResource): boolean {
  return 'schema' in resource;
}

/** Every built-in resource of Kubernetes 1.36, alpha and beta ones too, in the order of discovery. */
export const allResources: readonly ServedResource[] = readGenerated('resources.json');

/** The resources that Kubernetes 1.36 serves by default: those of the stable versions. */
export const servedResources: readonly ServedResource[] = allResources.filter(({ enabled }) => enabled);

/** The served groups in the order of discovery; the core group '' is the first. */
export const groupVersions: readonly ApiGroup[] = groupFacts.flatMap(({ group, versions }) => {
  const served = versions.filter(isEnabledByDefault);
  const [preferredVersion] = served;
  return preferredVersion === undefined ? [] : [{ group, versions: served, preferredVersion }];
});
