import { forbidden, type KubeObject, namespaceTerminating, notFound } from '../../../apimachinery/index.ts';
import type { RequestContext } from '../../request/request-context.ts';
import { part } from '../strategies/index.ts';
import type { AdmissionPlugin } from './admission-plugin.ts';

/** Those a cluster cannot be without. */
const immortal: ReadonlySet<string> = new Set(['default', 'kube-public', 'kube-system']);

/**
 * Nothing is created in a namespace that does not exist or is going away, and those every cluster has stay. Mirrors kubernetes apiserver
 * pkg/admission/plugin/namespace/lifecycle: when the cache does not know the namespace, the live state decides.
 */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  create(object, context) {
    const { kind, info, server } = context;
    if (!kind.resource.namespaced) return object;
    const namespaces = server.resources.preferred('', 'namespaces');
    const cached = namespaces?.storage.cache.get(info.namespace);
    if (cached === undefined) return createInUnseen(object, context);
    refuseTerminating(cached.object, object, context);
    return object;
  },
  delete(name, { kind, info }) {
    if (info.group !== '' || info.resource !== 'namespaces' || !immortal.has(name)) return;
    throw forbidden(kind.resource, name, 'this namespace may not be deleted');
  },
};

async function createInUnseen(object: KubeObject, context: RequestContext): Promise<KubeObject> {
  const live = await context.server.resources
    .preferred('', 'namespaces')
    ?.storage.live('', context.info.namespace);
  if (live === undefined) throw notFound({ group: '', resource: 'namespaces' }, context.info.namespace);
  refuseTerminating(live.object, object, context);
  return object;
}

function refuseTerminating(namespace: KubeObject, object: KubeObject, context: RequestContext): void {
  const terminating =
    namespace.metadata?.deletionTimestamp !== undefined || part(namespace, 'status').phase === 'Terminating';
  if (!terminating) return;
  throw namespaceTerminating(context.kind.resource, object.metadata?.name ?? '', context.info.namespace);
}
