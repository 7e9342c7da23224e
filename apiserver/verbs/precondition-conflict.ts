import { isCustom } from '../../api/index.ts';
import { conflict, type KubeObject, type StatusError } from '../../apimachinery/index.ts';
import type { RequestContext } from '../request/request-context.ts';

/**
 * A write that is meant for another object of the same name, or another state of it. Mirrors kubernetes apiserver pkg/storage
 * (Preconditions.Check), whose message names the key in etcd.
 */
export function preconditionConflict(
  context: RequestContext,
  field: 'UID' | 'ResourceVersion',
  wanted: string,
  current: KubeObject,
): StatusError {
  const { name = '', uid = '', resourceVersion = '' } = current.metadata ?? {};
  const found = field === 'UID' ? uid : resourceVersion;
  const says = `Precondition failed: ${field} in precondition: ${wanted}, ${field} in object meta: ${found}`;
  const detail = `StorageError: invalid object, Code: 4, Key: ${etcdKey(context, current)}, ResourceVersion: 0, AdditionalErrorMsg: ${says}`;
  return conflict(context.kind.resource, name, detail);
}

/**
 * Where Kubernetes would keep the object; a dry run does not get down to the prefix of all keys. Mirrors kubernetes
 * pkg/kubeapiserver (SpecialDefaultResourcePrefixes).
 */
function etcdKey({ kind, origin }: RequestContext, { metadata = {} }: KubeObject): string {
  const { group, resource } = kind.resource;
  const isAggregated = isCustom(kind.resource) || aggregated.has(group);
  const folder = foldersInEtcd[resource] ?? (isAggregated ? `${group}/${resource}` : resource);
  const parts = [folder, metadata.namespace ?? '', metadata.name ?? ''].filter((part) => part !== '');
  return `${origin.dryRun ? '' : '/registry'}/${parts.join('/')}`;
}

const foldersInEtcd: Readonly<Record<string, string>> = {
  endpoints: 'services/endpoints',
  ingresses: 'ingress',
  nodes: 'minions',
  replicationcontrollers: 'controllers',
  services: 'services/specs',
};

const aggregated: ReadonlySet<string> = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io']);
