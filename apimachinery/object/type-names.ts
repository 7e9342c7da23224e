import { apiVersionOf } from './owner.ts';

/**
 * The names by which tables know types: one spelling of each, everywhere. Mirrors k8s.io/apimachinery
 * pkg/runtime/schema (GroupResource, GroupVersionResource, GroupVersionKind).
 */

interface Group {
  readonly group: string;
}

interface GroupVersion extends Group {
  readonly version: string;
}

/** `deployments.apps`, `pods`: a resource whatever its version. */
export function groupResource({ group, resource }: Group & { readonly resource: string }): string {
  return qualified(resource, group);
}

/** `apps/v1/deployments`, `v1/pods`. */
export function groupVersionResource(type: GroupVersion & { readonly resource: string }): string {
  return `${apiVersionOf(type)}/${type.resource}`;
}

/** `apps/v1/Deployment`, `v1/Pod`. */
export function groupVersionKind(type: GroupVersion & { readonly kind: string }): string {
  return `${apiVersionOf(type)}/${type.kind}`;
}

/** A resource or kind with its group, as messages have it: `deployments.apps`, `Pod`. */
export function qualified(name: string, group: string): string {
  return group === '' ? name : `${name}.${group}`;
}
