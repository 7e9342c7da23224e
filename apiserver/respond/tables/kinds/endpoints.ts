import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, nameColumn, text } from '../printer.ts';
import { firstThree, hostPort, none } from '../texts.ts';

interface EndpointsView extends KubeObject {
  readonly subsets?: readonly {
    readonly addresses?: readonly { readonly ip: string }[];
    readonly ports?: readonly { readonly port: number }[];
  }[];
}

/** Mirrors printEndpoints. */
export const endpoints: Printer<EndpointsView> = {
  columns: [nameColumn, text('Endpoints', doc('core.v1.Endpoints', 'subsets')), ageColumn],
  cells: (object, nowMs) => [object.metadata?.name ?? '', addresses(object), ageOf(object, nowMs)],
};

/** Ready addresses with each port, or alone where a headless service has none. */
function addresses({ subsets }: EndpointsView): string {
  if (subsets === undefined || subsets.length === 0) return none;
  const all: string[] = [];
  for (const subset of subsets) {
    const ips = (subset.addresses ?? []).map(({ ip }) => ip);
    if (!subset.ports?.length) all.push(...ips);
    for (const { port } of subset.ports ?? []) all.push(...ips.map((ip) => hostPort(ip, port)));
  }
  return all.length === 0 ? '' : firstThree(all);
}

interface EndpointSliceView extends KubeObject {
  readonly addressType?: string;
  readonly ports?: readonly { readonly port?: number; readonly name?: string }[];
  readonly endpoints?: readonly { readonly addresses?: readonly string[] }[];
}

/** Mirrors printEndpointSlice. */
export const endpointSlice: Printer<EndpointSliceView> = {
  columns: [
    nameColumn,
    text('AddressType', doc('discovery.v1.EndpointSlice', 'addressType')),
    text('Ports', doc('discovery.v1.EndpointSlice', 'ports')),
    text('Endpoints', doc('discovery.v1.EndpointSlice', 'endpoints')),
    ageColumn,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.addressType ?? '',
    firstThree((object.ports ?? []).map(({ port, name }) => String(port ?? name ?? '*'))),
    firstThree((object.endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? [])),
    ageOf(object, nowMs),
  ],
};
