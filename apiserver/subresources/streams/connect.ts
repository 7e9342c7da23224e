import type { V1Pod } from '../../../api/index.ts';
import {
  type ApiResponse,
  badRequest,
  type KubeletApi,
  KubeletError,
  type KubeObject,
  unclassified,
} from '../../../apimachinery/index.ts';
import { admit } from '../../pipeline/admission/index.ts';
import type { RequestContext } from '../../request/request-context.ts';
import { textResponse } from '../../respond/responses.ts';
import type { Subresource } from '../subresource.ts';
import { kubeletOf, unreachable } from './kubelet-of.ts';
import { find } from './look-up.ts';

/** What a connection to a pod leads to. May throw KubeletError. */
export type Connect = (pod: V1Pod, kubelet: KubeletApi) => ApiResponse;

/**
 * A subresource of pods that leads to a container; `read` throws BadRequest for a query that it cannot read. Who connects passes admission
 * first; what the kubelet refuses is told as it says it. Mirrors kubernetes pkg/registry/core/pod/rest (ExecREST, AttachREST,
 * PortForwardREST).
 */
export function connecting(name: string, read: (context: RequestContext) => Connect): Subresource {
  const answer = async (context: RequestContext) => {
    const connect = read(context);
    await admitConnect(context, name);
    const { namespace, name: podName } = context.info;
    const pod = await find<V1Pod>(context, 'pods', namespace, podName);
    if (!pod.spec?.nodeName) throw badRequest(`pod ${podName} does not have a host assigned`);
    const { host, kubelet } = await kubeletOf(context, pod.spec.nodeName);
    if (!/upgrade/i.test(context.request.headers.connection ?? ''))
      throw badRequest('Upgrade request required');
    if (kubelet === undefined) throw unclassified(`error dialing backend: ${unreachable(host)}`);
    return refusable(() => connect(pod, kubelet));
  };
  return { name, streams: true, verbs: { get: answer, create: answer } };
}

/** PodExecOptions and the like: what the query says, as texts. */
export async function admitConnect(context: RequestContext, subresource: string): Promise<void> {
  const { kind, request } = context;
  const served = kind.resource.subresources.find(({ name }) => name === subresource);
  const options = { ...request.query, kind: served?.kind, apiVersion: 'v1' } as unknown as KubeObject;
  await admit(context, 'CONNECT', options);
}

function refusable(connect: () => ApiResponse): ApiResponse {
  try {
    return connect();
  } catch (error) {
    if (!(error instanceof KubeletError)) throw error;
    return textResponse(error.message, error.status);
  }
}
