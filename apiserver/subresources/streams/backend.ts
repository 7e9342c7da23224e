import type { V1Endpoints, V1Pod, V1Service } from '../../../api/index.ts';
import {
  badRequest,
  goQuote,
  type HttpAnswer,
  type HttpCall,
  serviceUnavailable,
  UnreachedError,
} from '../../../apimachinery/index.ts';
import type { RequestContext } from '../../request/request-context.ts';
import { kubeletOf, unreachable } from './kubelet-of.ts';
import { find, lookUp } from './look-up.ts';

/** Answers what a proxy passes on. Rejects with StatusError where nothing can be reached. */
export type Backend = (call: HttpCall) => Promise<HttpAnswer>;

interface Target {
  readonly name: string;
  /** '' where none is given. */
  readonly port: string;
}

/** `name`, `name:port` or `scheme:name:port`. Mirrors kubernetes apimachinery pkg/util/net (SplitSchemeNamePort). */
function targetOf(id: string, kind: string): Target {
  const parts = id.split(':');
  const [scheme, name = '', port = ''] = parts.length === 3 ? parts : ['', ...parts];
  const isKnown = scheme === '' || scheme === 'http' || scheme === 'https';
  if (parts.length > 3 || name === '' || !isKnown) throw badRequest(`invalid ${kind} request ${goQuote(id)}`);
  return { name, port };
}

/** Mirrors kubernetes pkg/registry/core/pod (ResourceLocation). */
export async function podBackend(context: RequestContext): Promise<Backend> {
  const { name, port } = targetOf(context.info.name, 'pod');
  const pod = await find<V1Pod>(context, 'pods', context.info.namespace, name);
  const declared = pod.spec?.containers?.flatMap(({ ports = [] }) => ports)[0]?.containerPort;
  if (!pod.status?.podIP) throw badRequest('address not allowed');
  const number = port === '' ? (declared ?? 80) : Number(port);
  if (!(number > 0 && number < 65536)) throw outOfReach(`dial tcp: address ${port}: invalid port`);
  return portBackend(context, pod, number);
}

/**
 * One of the endpoints of a service. Mirrors kubernetes pkg/registry/core/service/storage (ResourceLocation). Differs: the
 * first that fits, not one by chance.
 */
export async function serviceBackend(context: RequestContext): Promise<Backend> {
  const { namespace, name: id } = context.info;
  const { name, port } = targetOf(id, 'service');
  const portName = /^\d+$/.test(port) ? await portNameOf(context, name, Number(port)) : port;
  const endpoints = await find<V1Endpoints>(context, 'endpoints', namespace, name);
  const subsets = endpoints.subsets ?? [];
  if (subsets.length === 0) throw serviceUnavailable(`no endpoints available for service ${goQuote(name)}`);
  for (const { addresses = [], ports = [] } of subsets) {
    const found = ports.find((one) => (one.name ?? '') === portName);
    if (found === undefined) continue;
    for (const { ip, targetRef } of addresses) {
      if (targetRef?.namespace !== namespace) continue;
      const pod = await lookUp<V1Pod>(context, 'pods', namespace, targetRef.name ?? '');
      if (pod?.status?.podIPs?.some((one) => one.ip === ip)) return portBackend(context, pod, found.port);
    }
  }
  throw serviceUnavailable(`no endpoints available for service ${goQuote(id)}`);
}

/** The kubelet itself. Mirrors kubernetes pkg/registry/core/node (ResourceLocation). */
export async function nodeBackend(context: RequestContext): Promise<Backend> {
  const { name, port } = targetOf(context.info.name, 'node');
  const { host, kubelet } = await kubeletOf(context, name);
  const asked = port === '' ? host : `${host.slice(0, host.lastIndexOf(':'))}:${port}`;
  if (kubelet === undefined) throw outOfReach(unreachable(asked));
  if (asked !== host) throw outOfReach(refusedAt(asked));
  return async (call) => {
    try {
      return await kubelet.http(call);
    } catch (error) {
      throw error instanceof UnreachedError ? outOfReach(error.message) : error;
    }
  };
}

async function portNameOf(context: RequestContext, name: string, port: number): Promise<string> {
  const service = await find<V1Service>(context, 'services', context.info.namespace, name);
  const found = service.spec?.ports?.find((one) => one.port === port);
  if (found !== undefined) return found.name ?? '';
  throw serviceUnavailable(`no service port ${port} found for service ${goQuote(name)}`);
}

async function portBackend(context: RequestContext, pod: V1Pod, port: number): Promise<Backend> {
  const address = `${pod.status?.podIP}:${port}`;
  const { kubelet } = await kubeletOf(context, pod.spec?.nodeName ?? '');
  if (kubelet === undefined) throw outOfReach(unreachable(address));
  const { namespace = '', name = '' } = pod.metadata ?? {};
  const listener = kubelet.port({ namespace, pod: name }, port);
  if (listener === undefined) throw outOfReach(refusedAt(address));
  if (listener.type === 'http') return (call) => listener.answer(call);
  return async (call) => {
    // What a program would answer to HTTP is nobody's to guess.
    const answer = listener.type === 'local' && (await context.server.localPorts?.(listener, call));
    if (answer) return answer;
    throw outOfReach(refusedAt(address));
  };
}

function refusedAt(address: string): string {
  return `dial tcp ${address}: connect: connection refused`;
}

/** Mirrors kubernetes apimachinery pkg/util/proxy (Transport.RoundTrip). */
function outOfReach(why: string) {
  return serviceUnavailable(`error trying to reach service: ${why}`);
}
