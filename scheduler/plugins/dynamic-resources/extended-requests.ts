import type {
  V1Container,
  V1ContainerExtendedResourceRequest,
  V1DeviceRequest,
  V1Pod,
} from '../../../api/index.ts';
import { compareStrings, quantityMilliValue } from '../../../apimachinery/index.ts';

/** What is to be found for the extended resources of a pod, and which container gets what of it. */
export interface ExtendedRequests {
  readonly requests: readonly V1DeviceRequest[];
  readonly mappings: readonly V1ContainerExtendedResourceRequest[];
}

/**
 * The requests for devices that stand for extended resources; `classes` says which class gives each. Containers that run to
 * their end before the others start get what the others will have, and more only where they need more. Mirrors kubernetes
 * plugins/dynamicresources (createRequestsAndMappings).
 */
export function extendedRequests({ spec }: V1Pod, classes: ReadonlyMap<string, string>): ExtendedRequests {
  const initContainers = spec?.initContainers ?? [];
  const containers = [...initContainers, ...(spec?.containers ?? [])].map((container, index) => ({
    container,
    index,
    isShort: index < initContainers.length && container.restartPolicy !== 'Always',
  }));
  const asked = [...classes]
    .toSorted(([a], [b]) => compareStrings(a, b))
    .map(([resource, className]) => requestsFor(containers, { resource, className }));
  return {
    requests: asked
      .flatMap(({ requests }) => requests)
      .sort((a, b) => compareStrings(a.name ?? '', b.name ?? '')),
    mappings: asked.flatMap(({ mappings }) => mappings),
  };
}

interface Place {
  readonly container: V1Container;
  /** Among all, those that come first included. */
  readonly index: number;
  /** It ends before the others start. */
  readonly isShort: boolean;
}

interface GivenResource {
  readonly resource: string;
  readonly className: string;
}

function requestsFor(places: readonly Place[], given: GivenResource): ExtendedRequests {
  const long = places.map((place) => (place.isShort ? nothing : ask(place, given, [])));
  const reusable = long.map(({ request }) => request);
  const short = places
    .filter(({ isShort }) => isShort)
    .map((place) => ask(place, given, reusable.slice(place.index)));
  const most = short.reduce<V1DeviceRequest | undefined>(
    (most, { request }) => (request !== undefined && countOf(request) > countOf(most) ? request : most),
    undefined,
  );
  const replaced = new Set(short.map(({ request }) => request?.name));
  const ofShort = short
    .flatMap(({ mappings }) => mappings)
    .map((one) =>
      most !== undefined && replaced.has(one.requestName) ? { ...one, requestName: most.name } : one,
    );
  return {
    requests: [most, ...reusable].filter((request) => request !== undefined),
    mappings: [...long.flatMap(({ mappings }) => mappings), ...ofShort],
  };
}

interface Asked {
  readonly request: V1DeviceRequest | undefined;
  readonly mappings: readonly V1ContainerExtendedResourceRequest[];
}

const nothing: Asked = { request: undefined, mappings: [] };

/** What a container needs beside what it may use of others. */
function ask(
  { container, index }: Place,
  { resource, className }: GivenResource,
  reusable: readonly (V1DeviceRequest | undefined)[],
): Asked {
  const asks = container.resources?.requests ?? {};
  const needed = wholeNumberOf(asks[resource] ?? '0');
  if (needed === 0) return nothing;
  const mappingTo = (requestName: string) => ({
    containerName: container.name,
    resourceName: resource,
    requestName,
  });
  const mappings: V1ContainerExtendedResourceRequest[] = [];
  let found = 0;
  for (const request of reusable) {
    if (request === undefined) continue;
    found += countOf(request);
    mappings.push(mappingTo(request.name));
    if (found >= needed) return { request: undefined, mappings };
  }
  const name = `container-${index}-request-${Object.keys(asks).sort(compareStrings).indexOf(resource)}`;
  const exactly = { deviceClassName: className, allocationMode: 'ExactCount', count: needed - found };
  return { request: { name, exactly }, mappings: [...mappings, mappingTo(name)] };
}

/** Of parts of a device nothing is asked. */
function wholeNumberOf(quantity: string): number {
  const pieces = quantityMilliValue(quantity) / 1000;
  return Number.isInteger(pieces) ? pieces : 0;
}

function countOf(request: V1DeviceRequest | undefined): number {
  return Number(request?.exactly?.count ?? 0);
}
