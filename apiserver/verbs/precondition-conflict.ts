import { isCustom } from '../../api/index.ts';
import { conflict, type KubeObject, type StatusError } from '../../apimachinery/index.ts';
import type { RequestContext } from '../request/request-context.ts';

/**
 * A write that is meant for another object of the same name. Mirrors kubernetes apiserver pkg/storage
 * (Preconditions.Check), whose message names the key in etcd.
 */
export function uidConflict(context: RequestContext, uid: string, current: KubeObject): StatusError {
  const { name = '' } = current.metadata ?? {};
  const says = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata?.uid}`;
  const detail = `StorageError: invalid object, Code: 4, Key: ${etcdKey(context, current)}, ResourceVersion: 0, AdditionalErrorMsg: ${says}`;
  return conflict(context.kind.resource, name, detail);
}

/** Where Kubernetes would keep the object. Mirrors kubernetes pkg/kubeapiserver (SpecialDefaultResourcePrefixes). */
function etcdKey({ kind }: RequestContext, { metadata = {} }: KubeObject): string {
  const { group, resource } = kind.resource;
  const isAggregated = isCustom(kind.resource) || aggregated.has(group);
  const folder = foldersInEtcd[resource] ?? (isAggregated ? `${group}/${resource}` : resource);
  const parts = ['/registry', folder, metadata.namespace ?? '', metadata.name ?? ''];
  return parts.filter((part) => part !== '').join('/');
}

const foldersInEtcd: Readonly<Record<string, string>> = {
  endpoints: 'services/endpoints',
  ingresses: 'ingress',
  nodes: 'minions',
  replicationcontrollers: 'controllers',
  services: 'services/specs',
};

const aggregated: ReadonlySet<string> = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io']);
