import { isAlreadyExists } from '../apimachinery/index.ts';
import type { ServerContext } from './request-context.ts';
import { createNamed } from './verbs/create.ts';

/** Mirrors kubernetes pkg/controlplane (systemnamespaces): those that are there before anybody asks. */
const systemNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

export async function createSystemNamespaces(server: ServerContext): Promise<void> {
  const kind = server.kind('', 'namespaces');
  if (kind === undefined) throw new Error('namespaces are not served');
  for (const name of systemNamespaces) {
    if (kind.storage.cache.get(name) !== undefined) continue;
    const origin = { verb: 'create', subresource: '', by: 'apiserver', cause: undefined, dryRun: false };
    const info = {
      isResourceRequest: true,
      ...{
        verb: 'create',
        group: '',
        version: 'v1',
        resource: 'namespaces',
        subresource: '',
        namespace: '',
        name: '',
      },
    };
    const request = {
      method: 'POST',
      path: '',
      query: {},
      headers: {},
      user: { name: 'system:apiserver', groups: [] },
    } as const;
    const object = { kind: 'Namespace', apiVersion: 'v1', metadata: { name } };
    try {
      await createNamed({ server, request, info, kind, origin, warnings: [] }, object);
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  }
}
