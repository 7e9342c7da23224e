import { type KubeObject, namespaceTerminating, notFound } from '../../../apimachinery/index.ts';
import type { ServerContext } from '../../request/request-context.ts';
import { part } from '../strategies/index.ts';
import type { MutatingPlugin } from './admission-plugin.ts';
import { type Attributes, nameToTell, notAdmitted } from './attributes.ts';

/** Those a cluster cannot be without. */
const systemNamespaces: ReadonlySet<string> = new Set(['default', 'kube-public', 'kube-system']);

/**
 * Nothing is created in a namespace that does not exist or is going away, be it a Binding or an Eviction, and those every
 * cluster has stay. Mirrors kubernetes apiserver pkg/admission/plugin/namespace/lifecycle: when the cache does not know
 * the namespace, the live state decides. Updates are not looked at: what is there has a namespace.
 */
export const namespaceLifecycle: MutatingPlugin = {
  name: 'NamespaceLifecycle',
  matches: [
    { operations: ['CREATE'], apiGroups: ['*'], resources: ['*/*'] },
    { operations: ['DELETE'], resources: ['namespaces'] },
  ],
  admit(attributes, server) {
    const { operation, name, namespace, resource } = attributes;
    if (operation === 'DELETE') {
      if (systemNamespaces.has(name)) throw notAdmitted(attributes, 'this namespace may not be deleted');
      return undefined;
    }
    if (namespace === '' || (resource.resource === 'namespaces' && resource.group === '')) return undefined;
    // What somebody may do says nothing of whether there is the namespace.
    if (resource.resource === 'localsubjectaccessreviews') return undefined;
    const cached = server.resources.preferred('', 'namespaces')?.storage.cache.get(namespace);
    if (cached === undefined) return checkLive(attributes, server);
    refuseTerminating(cached.object, attributes);
    return undefined;
  },
};

async function checkLive(attributes: Attributes, server: ServerContext): Promise<undefined> {
  const { namespace } = attributes;
  const live = await server.resources.preferred('', 'namespaces')?.storage.live('', namespace);
  if (live === undefined) throw notFound({ group: '', resource: 'namespaces' }, namespace);
  refuseTerminating(live.object, attributes);
}

function refuseTerminating(object: KubeObject, attributes: Attributes): void {
  const isTerminating =
    object.metadata?.deletionTimestamp !== undefined || part(object, 'status').phase === 'Terminating';
  if (!isTerminating) return;
  throw namespaceTerminating(attributes.resource, nameToTell(attributes), attributes.namespace);
}
