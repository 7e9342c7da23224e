import { badRequest, goQuote } from '../../../apimachinery/index.ts';
import { connecting } from './connect.ts';

/** Connects with ports of a pod. */
export const portForward = connecting('portforward', ({ request, info }) => {
  const { query, repeated } = request;
  const given = query.ports === undefined ? [] : [query.ports, ...(repeated?.ports ?? [])];
  const ports = given.flatMap((text) => text.split(',')).map(portNumber);
  const { namespace, name: pod } = info;
  return (_pod, kubelet) => {
    const open = (port: number) => kubelet.port({ namespace, pod }, port);
    return { status: 200, headers: {}, body: { type: 'ports', ports, open } };
  };
});

/** Mirrors kubernetes pkg/apis/core/v1 (PodPortForwardOptions: a list in a query). */
function portNumber(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (port < 65536) return port;
  const says = Number.isNaN(port) ? 'invalid syntax' : 'value out of range';
  throw badRequest(`cannot convert to []int32: strconv.ParseUint: parsing ${goQuote(text)}: ${says}`);
}
