import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, nameColumn, text, wide } from '../printer.ts';
import { labelsText, none } from '../texts.ts';

export interface LoadBalancerView {
  readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
}

interface ServiceView extends KubeObject {
  readonly spec?: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly clusterIPs?: readonly string[];
    readonly externalIPs?: readonly string[];
    readonly externalName?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly {
      readonly port: number;
      readonly nodePort?: number;
      readonly protocol?: string;
    }[];
  };
  readonly status?: { readonly loadBalancer?: LoadBalancerView };
}

/** Mirrors printService. */
export const service: Printer<ServiceView> = {
  columns: [
    nameColumn,
    text('Type', doc('core.v1.ServiceSpec', 'type')),
    text('Cluster-IP', doc('core.v1.ServiceSpec', 'clusterIP')),
    text('External-IP', doc('core.v1.ServiceSpec', 'externalIPs')),
    text('Port(s)', doc('core.v1.ServiceSpec', 'ports')),
    ageColumn,
    wide(text('Selector', doc('core.v1.ServiceSpec', 'selector'))),
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.spec?.type ?? '',
    object.spec?.clusterIPs?.[0] ?? (object.spec?.clusterIP || none),
    externalIp(object),
    ports(object) || none,
    ageOf(object, nowMs),
    labelsText(object.spec?.selector),
  ],
};

function externalIp({ spec, status }: ServiceView): string {
  const external = spec?.externalIPs ?? [];
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return external.join(',') || none;
    case 'LoadBalancer': {
      const balancer = loadBalancerText(status?.loadBalancer);
      return [...(balancer === '' ? [] : [balancer]), ...external].join(',') || '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

function ports({ spec }: ServiceView): string {
  const texts = (spec?.ports ?? []).map(({ port, nodePort, protocol }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return texts.join(',');
}

/** The addresses a load balancer answers at, each once and sorted. */
export function loadBalancerText(balancer: LoadBalancerView | undefined): string {
  const addresses = new Set<string>();
  for (const { ip, hostname } of balancer?.ingress ?? []) {
    const address = ip || hostname;
    if (address) addresses.add(address);
  }
  return [...addresses].sort().join(',');
}
