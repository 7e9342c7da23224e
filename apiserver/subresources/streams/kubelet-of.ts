import type { V1Node } from '../../../api/index.ts';
import type { KubeletApi } from '../../../apimachinery/index.ts';
import type { RequestContext } from '../../request/request-context.ts';
import { find } from './look-up.ts';

/** Where kubelets listen. */
const kubeletPort = 10250;

/** The kubelet of a node, and where it is said to be; undefined: it does not answer there. */
export type ReachedKubelet =
  | { readonly host: string; readonly kubelet: KubeletApi }
  | { readonly host: string; readonly kubelet: undefined };

/** Throws NotFound for a node that there is not. Mirrors kubernetes pkg/kubelet/client (GetConnectionInfo). */
export async function kubeletOf(context: RequestContext, nodeName: string): Promise<ReachedKubelet> {
  const node = await find<V1Node>(context, 'nodes', '', nodeName);
  const { addresses = [], daemonEndpoints } = node.status ?? {};
  const address = addresses.find(({ type }) => type === 'InternalIP')?.address ?? nodeName;
  const port = daemonEndpoints?.kubeletEndpoint?.Port || kubeletPort;
  const host = `${address.includes(':') ? `[${address}]` : address}:${port}`;
  return { host, kubelet: context.server.kubelets(nodeName, host) };
}

/** What is said of a machine that is off. */
export function unreachable(host: string): string {
  return `dial tcp ${host}: connect: no route to host`;
}
