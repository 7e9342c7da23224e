import { type RequestCause, user } from '../apimachinery/index.ts';
import type { ServedKind } from './registry/served-kind.ts';
import type { RequestContext, ServerContext } from './request/request-context.ts';
import { asItIs } from './respond/accept.ts';

/** Mirrors kubernetes apiserver pkg/authentication/user (APIServerUser), which is in system:masters. */
const itself = user('system:apiserver', 'system:masters');

/** What the API server asks of itself. */
export interface OwnRequest {
  readonly verb: string;
  /** The part of the API server that asks, as writes are said to be by it. */
  readonly by: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly body?: object;
  readonly cause?: RequestCause | undefined;
  readonly dryRun?: boolean;
}

/** A request of the API server itself, for the verbs: it comes in by no door, and may do everything. */
export function ownRequest(server: ServerContext, kind: ServedKind, asked: OwnRequest): RequestContext {
  const { verb, by, subresource = '', namespace = '', name = '', body, cause, dryRun = false } = asked;
  const { group, version, resource } = kind.resource;
  return {
    server,
    kind,
    user: itself,
    info: { path: '', isResourceRequest: true, verb, group, version, resource, subresource, namespace, name },
    request: {
      method: methods[verb] ?? 'GET',
      path: '',
      query: {},
      headers: { 'user-agent': by },
      body,
      program: 'kube-apiserver',
    },
    origin: { verb, subresource, by, cause, dryRun },
    asked: asItIs,
    warnings: [],
    empties: undefined,
  };
}

const methods: Readonly<Record<string, 'POST' | 'PUT' | 'DELETE'>> = {
  create: 'POST',
  update: 'PUT',
  delete: 'DELETE',
  deletecollection: 'DELETE',
};
