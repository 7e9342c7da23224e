import type { Duplex } from 'node:stream';
import {
  type ApiRequest,
  type ApiResponse,
  type KubeletApi,
  KubeletError,
  type Kubelets,
  StatusError,
} from '../../../apimachinery/index.ts';
import type { HttpHandler } from '../../http/http-handler.ts';
import { decodePath } from '../../request/request-info.ts';
import { textResponse } from '../../respond/responses.ts';
import { logOptions } from './log-options.ts';
import { wantedStreams } from './process.ts';

export interface KubeletHandlerOptions {
  readonly kubelets: Kubelets;
  /** Whose node a connection leads to; undefined: whoever has opened it may not ask anything. */
  nodeOf(connection: Duplex): string | undefined;
  now(): number;
}

/** Answers what an API server asks on the port of a kubelet. Mirrors kubernetes pkg/kubelet/server (InstallDebuggingHandlers). */
export function kubeletHandler({ kubelets, nodeOf, now }: KubeletHandlerOptions): HttpHandler {
  return {
    async handle(request, connection) {
      const node = nodeOf(connection);
      if (node === undefined) return textResponse('Unauthorized\n', 401);
      const kubelet = kubelets(node);
      if (kubelet === undefined) return textResponse(`node ${node} does not run\n`, 503);
      try {
        return await answer(kubelet, request, now());
      } catch (error) {
        if (error instanceof KubeletError) return textResponse(error.message, error.status);
        if (error instanceof StatusError) return textResponse(error.message, error.status.code ?? 500);
        throw error;
      }
    },
  };
}

function answer(kubelet: KubeletApi, request: ApiRequest, nowMs: number): ApiResponse | Promise<ApiResponse> {
  const [, name = '', namespace = '', pod = '', ...rest] = decodePath(request.path).split('/');
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
  if (route === undefined || pod === '') return page(kubelet, request);
  // Between the pod and the container may stand the pod's uid.
  return route(kubelet, { namespace, pod, container: rest.at(-1) ?? '' }, request, nowMs);
}

type Route = (
  kubelet: KubeletApi,
  of: { readonly namespace: string; readonly pod: string; readonly container: string },
  request: ApiRequest,
  nowMs: number,
) => ApiResponse | Promise<ApiResponse>;

const routes: Readonly<Record<string, Route>> = {
  containerLogs: async (kubelet, of, { query }, nowMs) => {
    const pieces = await kubelet.logs(of, logOptions(query, of.pod, nowMs));
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: { type: 'stream', pieces } };
  },
  exec: (kubelet, of, request) => {
    const { command } = request.query;
    const words = command === undefined ? [] : [command, ...(request.repeated?.command ?? [])];
    const streams = streamsOf(request);
    return {
      status: 200,
      headers: {},
      body: { type: 'process', streams, run: kubelet.exec(of, words, streams) },
    };
  },
  attach: (kubelet, of, request) => {
    const streams = streamsOf(request);
    return { status: 200, headers: {}, body: { type: 'process', streams, run: kubelet.attach(of, streams) } };
  },
  portForward: (kubelet, of, { query, repeated }) => {
    const ports = query.port === undefined ? [] : [query.port, ...(repeated?.port ?? [])].map(Number);
    const open = (port: number) => kubelet.port(of, port);
    return { status: 200, headers: {}, body: { type: 'ports', ports, open } };
  },
};

/** Mirrors the kubelet's streaming server (NewOptions). */
function streamsOf({ query: { input, output, error, tty } }: ApiRequest) {
  return wantedStreams(input === '1', output === '1', error === '1', tty === '1');
}

async function page(kubelet: KubeletApi, { method, path, headers }: ApiRequest): Promise<ApiResponse> {
  const said = await kubelet.http({ method, path, headers, body: new Uint8Array() });
  return { status: said.status, headers: said.headers, body: { type: 'bytes', bytes: said.body } };
}
