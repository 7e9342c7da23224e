import { type KubeObject, type Status, StatusError } from '../../apimachinery/index.ts';
import { admit } from '../pipeline/admission/index.ts';
import type { RequestContext } from '../request/request-context.ts';
import { get } from '../verbs/get.ts';
import type { Handler, Subresource } from './subresource.ts';

/**
 * Subresources that lead to a container. Who would connect passes admission, and is refused then: what simulated
 * containers lack is said. Differs: in Kubernetes the kubelet answers these.
 */
export const attach = connecting('attach', 'have no streams to attach to', ['get', 'create']);
export const exec = connecting('exec', 'run no commands', ['get', 'create']);
export const portForward = connecting('portforward', 'listen on no ports', ['get', 'create']);
export const proxy = connecting('proxy', 'serve nothing that could be reached through a proxy', [
  ...['get', 'create', 'update', 'patch', 'delete'],
]);

/** The one of them that is read, not connected to. */
export const log: Subresource = {
  name: 'log',
  streams: true,
  verbs: {
    get: async (context) => {
      await get(context);
      throw new StatusError(lacking('write no logs'));
    },
  },
};

function connecting(name: string, lacks: string, verbs: readonly string[]): Subresource {
  const connect: Handler = async (context) => {
    await admit(context, 'CONNECT', connectOptions(context, name));
    // What is asked to proxy may name a port and a scheme, too.
    if (name !== 'proxy') await get(context);
    throw new StatusError(lacking(lacks));
  };
  return { name, streams: true, verbs: Object.fromEntries(verbs.map((verb) => [verb, connect])) };
}

/** PodExecOptions and the like: what the query says, as texts. */
function connectOptions({ kind, request }: RequestContext, subresource: string): KubeObject {
  const served = kind.resource.subresources.find(({ name }) => name === subresource);
  return { ...request.query, kind: served?.kind, apiVersion: 'v1' } as unknown as KubeObject;
}

function lacking(what: string): Status {
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
