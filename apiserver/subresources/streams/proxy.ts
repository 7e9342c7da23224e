import { type ApiResponse, KubeletError } from '../../../apimachinery/index.ts';
import type { RequestContext } from '../../request/request-context.ts';
import { textResponse } from '../../respond/responses.ts';
import type { Subresource } from '../subresource.ts';
import { type Backend, nodeBackend, podBackend, serviceBackend } from './backend.ts';
import { admitConnect } from './connect.ts';

const everyVerb = ['get', 'create', 'update', 'patch', 'delete'];

const nothing = new Uint8Array();

export const podProxy = proxying(podBackend);
export const serviceProxy = proxying(serviceBackend);
export const nodeProxy = proxying(nodeBackend);

/**
 * Passes a request of any method on to what listens there, with what comes after `/proxy` in its path. Mirrors kubernetes
 * apimachinery pkg/util/proxy (UpgradeAwareHandler). Differs: requests and answers go whole, links in pages are not rewritten,
 * and no connection becomes anything else.
 */
function proxying(find: (context: RequestContext) => Promise<Backend>): Subresource {
  const pass = async (context: RequestContext) => {
    await admitConnect(context, 'proxy');
    const { method, query, body } = context.request;
    // Who asks is the API server's to know. Mirrors apiserver pkg/endpoints/filters (WithAuthentication).
    const { authorization: _, ...headers } = context.request.headers;
    const backend = await find(context);
    const path = pathBehind(context.info.path);
    // A page's own links lead nowhere without it.
    if (path === '' && (method === 'GET' || method === 'HEAD')) return redirected(context, query);
    return passed(() =>
      backend({
        method,
        path: (path || '/') + queryText(context),
        headers,
        body: body instanceof Uint8Array ? body : nothing,
      }),
    );
  };
  const verbs = Object.fromEntries(everyVerb.map((verb) => [verb, pass]));
  return { name: 'proxy', streams: true, anyMethod: pass, verbs };
}

async function passed(answer: () => ReturnType<Backend>): Promise<ApiResponse> {
  try {
    const { status, headers, body } = await answer();
    return { status, headers, body: { type: 'bytes', bytes: body } };
  } catch (error) {
    if (!(error instanceof KubeletError)) throw error;
    return textResponse(error.message, error.status);
  }
}

/** Mirrors kubernetes apimachinery pkg/util/proxy (proxyRedirectsforRootPath). */
function redirected(context: RequestContext, query: Readonly<Record<string, string>>): ApiResponse {
  const location = `${context.info.path}/${Object.keys(query).length === 0 ? '' : queryText(context)}`;
  return { status: 301, headers: { location }, body: { type: 'bytes', bytes: '' } };
}

/** What comes after the `/proxy` of a path, still escaped. */
function pathBehind(path: string): string {
  return (
    /^\/api\/v1\/(?:namespaces\/[^/]+\/)?(?:pods|services|nodes)\/[^/]+\/proxy(.*)$/s.exec(path)?.[1] ?? ''
  );
}

function queryText({ request: { query, repeated } }: RequestContext): string {
  const first = Object.entries(query);
  const others = Object.entries(repeated ?? {}).flatMap(([name, values]) =>
    values.map((value) => [name, value]),
  );
  const text = new URLSearchParams([...first, ...others] as [string, string][]).toString();
  return text === '' ? '' : `?${text}`;
}
