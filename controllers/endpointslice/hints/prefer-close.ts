import type { V1Endpoint, V1EndpointHints, V1EndpointSlice, V1Service } from '../../../api/index.ts';
import { isEndpointReady } from '../../kit/endpoints/endpoint-identity.ts';
import type { ChangingSlices } from './changing-slices.ts';

/** What a service may say of where its traffic should go. */
const distributions: ReadonlySet<string> = new Set(['PreferClose', 'PreferSameZone', 'PreferSameNode']);

/** How a service wants its traffic spread; undefined where it does not say, or says what is not known. */
export function trafficDistribution({ spec }: V1Service): string | undefined {
  const { trafficDistribution: said } = spec ?? {};
  return said !== undefined && distributions.has(said) ? said : undefined;
}

/**
 * Each endpoint that is ready is for its own zone, or its own node as well. Slices that say something else are changed, too.
 * Mirrors k8s.io/endpointslice trafficdist (ReconcileHints).
 */
export function withCloseHints(slices: ChangingSlices, distribution: string): ChangingSlices {
  const byNode = distribution === 'PreferSameNode';
  const isWrong = (slice: V1EndpointSlice) =>
    (slice.endpoints ?? []).some((one) => isEndpointReady(one) && !saysHints(one, closeHints(one, byNode)));
  const hinted = (slice: V1EndpointSlice): V1EndpointSlice => ({
    ...slice,
    endpoints: (slice.endpoints ?? []).map((one) =>
      isEndpointReady(one) ? withHints(one, closeHints(one, byNode)) : one,
    ),
  });
  return {
    toCreate: slices.toCreate.map(hinted),
    toUpdate: [...slices.toUpdate, ...slices.unchanged.filter(isWrong)].map(hinted),
    unchanged: slices.unchanged.filter((slice) => !isWrong(slice)),
  };
}

/** Nobody is hinted at; slices where somebody was are changed, too. Mirrors topologycache (RemoveHintsFromSlices). */
export function withoutHints(slices: ChangingSlices): ChangingSlices {
  const isHinted = ({ endpoints }: V1EndpointSlice) =>
    (endpoints ?? []).some(({ hints }) => hints !== undefined);
  const unhinted = (slice: V1EndpointSlice): V1EndpointSlice =>
    isHinted(slice)
      ? { ...slice, endpoints: (slice.endpoints ?? []).map((one) => withHints(one, undefined)) }
      : slice;
  const hinted = slices.unchanged.filter(isHinted);
  if (hinted.length === 0 && !slices.toUpdate.some(isHinted)) return slices;
  return {
    toCreate: slices.toCreate,
    toUpdate: [...slices.toUpdate, ...hinted].map(unhinted),
    unchanged: slices.unchanged.filter((slice) => !isHinted(slice)),
  };
}

export function withHints(endpoint: V1Endpoint, hints: V1EndpointHints | undefined): V1Endpoint {
  const { hints: _, ...others } = endpoint;
  return hints === undefined ? others : { ...others, hints };
}

function closeHints({ zone, nodeName }: V1Endpoint, byNode: boolean): V1EndpointHints | undefined {
  const forZones = zone === undefined ? undefined : [{ name: zone }];
  const forNodes = byNode && nodeName !== undefined ? [{ name: nodeName }] : undefined;
  if (forZones === undefined && forNodes === undefined) return undefined;
  return { ...(forZones !== undefined && { forZones }), ...(forNodes !== undefined && { forNodes }) };
}

function saysHints({ hints }: V1Endpoint, wanted: V1EndpointHints | undefined): boolean {
  return (
    isOnly(hints?.forZones, wanted?.forZones?.[0]?.name) &&
    isOnly(hints?.forNodes, wanted?.forNodes?.[0]?.name)
  );
}

function isOnly(named: readonly { readonly name: string }[] = [], name: string | undefined): boolean {
  return name === undefined ? named.length === 0 : named.length === 1 && named[0]?.name === name;
}
