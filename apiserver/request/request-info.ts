import { badRequest, goQuote } from '../../apimachinery/index.ts';

/**
 * What a path and method ask for. Mirrors kubernetes apiserver pkg/endpoints/request (RequestInfoFactory).
 */
export interface RequestInfo {
  /** As it was sent. */
  readonly path: string;
  readonly isResourceRequest: boolean;
  /** get, list, watch, create, update, patch, delete, deletecollection; for other paths the lower-case method. */
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  /** '' or `status`, `scale`, `binding`, ... */
  readonly subresource: string;
  /** '' for cluster-scoped objects and for all namespaces. */
  readonly namespace: string;
  /** '' for collections. */
  readonly name: string;
}

const none = { group: '', version: '', resource: '', subresource: '', namespace: '', name: '' };

/** Throws BadRequest for a malformed percent escape. */
export function requestInfo(
  method: string,
  path: string,
  query: Readonly<Record<string, string>>,
): RequestInfo {
  const parts = decodePath(path).split('/');
  if (parts[parts.length - 1] === '') parts.pop();
  const core = parts[1] === 'api';
  const start = core ? 3 : 4;
  if ((!core && parts[1] !== 'apis') || parts.length <= start) {
    return { ...none, path, isResourceRequest: false, verb: method.toLowerCase() };
  }
  const group = core ? '' : (parts[2] ?? '');
  const version = parts[start - 1] ?? '';
  const legacyWatch = parts[start] === 'watch' && parts.length > start + 1;
  const target = resourceParts(parts, legacyWatch ? start + 1 : start);
  const watching = legacyWatch || (target.name === '' && isTrue(query.watch));
  const verb = verbOf(method, target.name, watching);
  const { namespace, resource, name, subresource } = target;
  return { path, isResourceRequest: true, verb, group, version, resource, subresource, namespace, name };
}

function resourceParts(parts: readonly string[], start: number) {
  let at = start;
  let namespace = '';
  if (parts[at] === 'namespaces' && parts.length > at + 2 && !isNamespaceSubresource(parts, at)) {
    namespace = parts[at + 1] ?? '';
    at += 2;
  }
  const resource = parts[at] ?? '';
  const name = parts[at + 1] ?? '';
  if (resource === 'namespaces') namespace = name;
  const [below = '', ...more] = parts.slice(at + 2);
  // What comes after it is a path of whoever is behind the proxy.
  const subresource = below === 'proxy' || more.length === 0 ? below : [below, ...more].join('/');
  return { namespace, resource, name, subresource };
}

function isNamespaceSubresource(parts: readonly string[], at: number): boolean {
  return parts.length === at + 3 && (parts[at + 2] === 'status' || parts[at + 2] === 'finalize');
}

/** As Go reads a path; bytes that are no UTF-8 become U+FFFD. Throws BadRequest for a malformed percent escape. */
export function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  const [wrong] = /%(?![0-9A-Fa-f]{2}).{0,2}/s.exec(path) ?? [];
  if (wrong !== undefined) throw badRequest(`invalid URL escape ${goQuote(wrong)}`);
  return path.replace(/(?:%..)+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
}

function verbOf(method: string, name: string, watch: boolean): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (watch) return 'watch';
      return name === '' ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === '' ? 'deletecollection' : 'delete';
    default:
      return '';
  }
}

/** What Go's strconv.ParseBool takes for true. */
export function isGoTrue(text: string): boolean {
  return /^(?:1|t|T|true|TRUE|True)$/.test(text);
}

/** What Kubernetes takes for true in a query: anything but 0 and false. */
export function isTrue(value: string | undefined): boolean {
  return value !== undefined && value !== '0' && value.toLowerCase() !== 'false';
}
