import type { KubeObject, OwnerReference, ResourceType } from './object.ts';

/** The reference to the controller of an object. Mirrors metav1.GetControllerOf. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  const references = object.metadata?.ownerReferences;
  if (references === undefined) return undefined;
  for (const reference of references) if (reference.controller === true) return reference;
  return undefined;
}

/** Whether the owner is the controller of the object, by uid. Mirrors metav1.IsControlledBy. */
export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  const reference = controllerOf(object);
  return reference !== undefined && reference.uid === owner.metadata?.uid;
}

/** The reference that makes an owner the controller, and keeps it until its dependents are gone. Mirrors metav1.NewControllerRef. */
export function newControllerRef(
  owner: KubeObject,
  type: Pick<ResourceType, 'group' | 'version' | 'kind'>,
): OwnerReference {
  return {
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    name: owner.metadata?.name ?? '',
    uid: owner.metadata?.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** `apps/v1`; `v1` for the core group. */
export function apiVersionOf(type: Pick<ResourceType, 'group' | 'version'>): string {
  return type.group === '' ? type.version : `${type.group}/${type.version}`;
}

/** The group and version of an apiVersion; what is no such text has neither. */
export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  if (slash < 0) return { group: '', version: apiVersion };
  if (apiVersion.indexOf('/', slash + 1) >= 0) return { group: '', version: '' };
  return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}
