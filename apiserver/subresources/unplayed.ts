import type { Status } from '../../apimachinery/index.ts';

/** What simulated containers lack, by the subresource that would lead to it. */
const lacking: Readonly<Record<string, string>> = {
  log: 'write no logs',
  exec: 'run no commands',
  attach: 'have no streams to attach to',
  portforward: 'listen on no ports',
  proxy: 'serve nothing that could be reached through a proxy',
};

/**
 * Why a subresource that leads to a container is refused; undefined for others.
 *
 * Differs: in Kubernetes the kubelet answers these.
 */
export function unplayed(subresource: string): Status | undefined {
  const what = lacking[subresource];
  if (what === undefined) return undefined;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `containers are simulated: they ${what}`,
    reason: 'MethodNotAllowed',
    details: {},
    code: 405,
  };
}
