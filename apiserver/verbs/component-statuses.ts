import type { V1ComponentStatus } from '../../api/index.ts';
import { type ApiResponse, messageOf, methodNotSupported, notFound } from '../../apimachinery/index.ts';
import { selects } from '../cache/watcher.ts';
import type { RequestContext } from '../request/request-context.ts';
import { selectionOf } from '../request/selection.ts';
import { unstoredListResponse, unstoredResponse } from '../respond/responses.ts';
import type { Handler } from '../subresources/index.ts';

/**
 * The health of what a control plane consists of, asked when somebody wants to know. Mirrors kubernetes
 * pkg/registry/core/componentstatus. Differs: the server does not ask the scheduler and the controllers, but was told whether
 * they run in its process.
 */
export const componentStatusVerbs: Readonly<Record<string, Handler>> = {
  async get(context) {
    const { name } = context.info;
    const found = (await statusesOf(context)).find(({ metadata }) => metadata?.name === name);
    if (found === undefined) throw notFound({ group: '', resource: 'componentstatus' }, name);
    const { kind, apiVersion } = { kind: context.kind.resource.kind, apiVersion: context.kind.apiVersion };
    const { printer, internalType } = context.kind;
    return unstoredResponse(context, { kind, apiVersion, ...found }, printer, internalType);
  },
  async list(context): Promise<ApiResponse> {
    const selection = selectionOf(context);
    const statuses = (await statusesOf(context)).filter((status) => selects(selection, status));
    return unstoredListResponse(context, statuses);
  },
  watch() {
    throw methodNotSupported({ group: '', resource: 'componentstatuses' }, 'watch');
  },
};

/** Where each of them listens in Kubernetes. */
const ports: Readonly<Record<string, number>> = { scheduler: 10259, 'controller-manager': 10257 };

async function statusesOf({ server }: RequestContext): Promise<V1ComponentStatus[]> {
  const others = Object.entries(ports).map(([name, port]) => {
    const address = `127.0.0.1:${port}`;
    const unreachable = `Get "https://${address}/healthz": dial tcp ${address}: connect: connection refused`;
    return statusOf(name, server.components.includes(name) ? undefined : unreachable);
  });
  return [...others, statusOf('etcd-0', await storeProblem(server))];
}

async function storeProblem({ store }: RequestContext['server']): Promise<string | undefined> {
  try {
    const { alarm } = await store.status();
    return alarm === undefined ? undefined : messageOf(alarm);
  } catch (error) {
    return messageOf(error);
  }
}

function statusOf(name: string, problem: string | undefined): V1ComponentStatus {
  const status = problem === undefined ? 'True' : 'False';
  return { metadata: { name }, conditions: [{ type: 'Healthy', status, message: problem ?? 'ok' }] };
}
