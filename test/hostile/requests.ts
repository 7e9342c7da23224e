import { type ServedResource, servedResources } from '../../api/index.ts';
import type { ApiRequest } from '../../apimachinery/index.ts';
import { bases } from './bases.ts';
import { bodyOf, names } from './bodies.ts';
import type { Draw } from './draw.ts';
import { headersOf, queryOf } from './parameters.ts';

const reads: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

/** A request that a client could send over HTTP, well-meant or not. */
export type HostileRequest = Pick<ApiRequest, 'method' | 'path' | 'query' | 'headers'> & {
  readonly body?: Uint8Array;
};

/** Any verb on any served kind, where names, options, headers and all places of the body may be odd. */
export function hostileRequest(draw: Draw): HostileRequest {
  const resource = draw.pick(draw.oneIn(2) ? servedResources : busyResources);
  const subresource = draw.oneIn(4) ? draw.pick(resource.subresources) : undefined;
  const verb = draw.pick(draw.oneIn(20) ? Object.keys(methods) : (subresource ?? resource).verbs);
  return requestTo({ resource, subresource: subresource?.name ?? '', verb }, draw);
}

/** Something that can be asked for. */
export interface Target {
  readonly resource: ServedResource;
  /** '': the resource itself. */
  readonly subresource: string;
  readonly verb: string;
}

/** Every verb that changes something, on every served kind and all its subresources. */
export const writes: readonly Target[] = servedResources.flatMap((resource) =>
  [{ ...resource, name: '' }, ...resource.subresources].flatMap(({ name: subresource, verbs }) =>
    verbs.filter((verb) => !reads.has(verb)).map((verb) => ({ resource, subresource, verb })),
  ),
);

export function requestTo({ resource, subresource, verb }: Target, draw: Draw): HostileRequest {
  const method = methods[verb] ?? 'GET';
  const body = bodyOf(resource, subresource, method, draw);
  return {
    method,
    path: pathOf(resource, subresource, verb, draw),
    query: { ...(verb === 'watch' ? { watch: '1' } : {}), ...queryOf(draw) },
    headers: headersOf(method, draw),
    ...(body === undefined ? {} : { body }),
  };
}

/** The kinds with most behaviour of their own. */
const busyResources = servedResources.filter(({ resource }) => Object.hasOwn(bases, resource));

const methods: Readonly<Record<string, ApiRequest['method']>> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  head: 'HEAD',
  options: 'OPTIONS',
};

const oddNames = [
  '%zz',
  '%',
  '%00',
  '%ff',
  '%ED%A0%80',
  '\ud800',
  '.',
  '..',
  '%2F',
  '%2e%2e',
  '',
  'A',
  'x'.repeat(5000),
  '__proto__',
];

const ofCollections: ReadonlySet<string> = new Set(['list', 'watch', 'deletecollection']);

function pathOf(resource: ServedResource, subresource: string, verb: string, draw: Draw): string {
  const { group, version } = resource;
  const segment = (usual: readonly string[]) => draw.pick(draw.oneIn(15) ? oddNames : usual);
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const within = resource.namespaced && !draw.oneIn(15) ? `/namespaces/${segment(['default'])}` : '';
  const collection = `${base}${within}/${resource.resource}`;
  if (subresource !== '') return `${collection}/${segment(names)}/${subresource}`;
  const isNamed = !ofCollections.has(verb) && verb !== 'create';
  return isNamed !== draw.oneIn(15) ? `${collection}/${segment(names)}` : collection;
}
