import type { V1Pod } from '../../../api/index.ts';
import {
  type ApiResponse,
  badRequest,
  internalError,
  KubeletError,
  type LogOptions,
  type StatusError,
  UnreachedError,
  unclassified,
  unexpectedResponse,
} from '../../../apimachinery/index.ts';
import type { RequestContext } from '../../request/request-context.ts';
import type { Subresource } from '../subresource.ts';
import { chosenContainer } from './container-choice.ts';
import { kubeletOf, unreachable } from './kubelet-of.ts';
import { logOptions } from './log-options.ts';
import { find } from './look-up.ts';

/** What a container has written. Mirrors kubernetes pkg/registry/core/pod/rest (LogREST). */
export const log: Subresource = { name: 'log', streams: true, verbs: { get: readLog } };

async function readLog(context: RequestContext): Promise<ApiResponse> {
  const { name, namespace } = context.info;
  const { query } = context.request;
  const options = logOptions(query, name, context.server.environment.clock.now());
  const pod = await find<V1Pod>(context, 'pods', namespace, name);
  const container = chosenContainer(pod, query.container ?? '');
  const nodeName = pod.spec?.nodeName ?? '';
  if (nodeName === '') return { status: 204, headers: {}, body: { type: 'bytes', bytes: '' } };
  const { host, kubelet } = await kubeletOf(context, nodeName);
  const unreached = (why: string) => {
    const url = `https://${host}/containerLogs/${namespace}/${name}/${container}${backendQuery(query)}`;
    return unclassified(`Get "${url}": ${why}`);
  };
  if (kubelet === undefined) throw unreached(unreachable(host));
  try {
    const pieces = await kubelet.logs({ namespace, pod: name, container }, options);
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: { type: 'stream', pieces } };
  } catch (error) {
    if (error instanceof UnreachedError) throw unreached(error.message);
    throw error instanceof KubeletError ? refused(error, name) : error;
  }
}

/** Mirrors k8s.io/apiserver pkg/registry/generic/rest (GenericHttpResponseChecker). */
function refused({ status, message }: KubeletError, name: string): StatusError {
  if (status === 500) return internalError(message);
  if (status === 400) return badRequest(message);
  const resource = { group: '', resource: 'pods/log' };
  return unexpectedResponse({ code: status, verb: '', resource, name, serverMessage: message });
}

const passedOn: readonly (keyof LogOptions | 'sinceSeconds' | 'sinceTime')[] = [
  ...(['follow', 'limitBytes', 'previous', 'sinceSeconds', 'sinceTime', 'tailLines', 'timestamps'] as const),
];

/** What of a query goes on to the kubelet, by name. */
function backendQuery(query: Readonly<Record<string, string>>): string {
  const parts = passedOn.flatMap((name) => {
    const value = query[name];
    return value === undefined || value === 'false' ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
