import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, nameColumn, text } from '../printer.ts';
import { none } from '../texts.ts';
import { type LoadBalancerView, loadBalancerText } from './service.ts';

interface IngressView extends KubeObject {
  readonly spec?: {
    readonly ingressClassName?: string;
    readonly rules?: readonly { readonly host?: string }[];
    readonly tls?: readonly unknown[];
  };
  readonly status?: { readonly loadBalancer?: LoadBalancerView };
}

/** Mirrors printIngress. */
export const ingress: Printer<IngressView> = {
  columns: [
    nameColumn,
    text('Class', 'The IngressClass that implements this Ingress.'),
    text('Hosts', 'The hosts the rules are for.'),
    text('Address', 'The addresses of the load balancer.'),
    text('Ports', 'The ports that are open: 443 as well where TLS is configured.'),
    ageColumn,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.spec?.ingressClassName ?? none,
    hosts(object),
    loadBalancerText(object.status?.loadBalancer),
    object.spec?.tls?.length ? '80, 443' : '80',
    ageOf(object, nowMs),
  ],
};

/** The count of those left out is of rules, with and without a host, as kubectl users know it. */
function hosts({ spec }: IngressView): string {
  const shown: string[] = [];
  let more = false;
  for (const { host } of spec?.rules ?? []) {
    if (shown.length === 3) more = true;
    else if (host) shown.push(host);
  }
  if (shown.length === 0) return '*';
  return more ? `${shown.join(',')} + ${(spec?.rules?.length ?? 0) - 3} more...` : shown.join(',');
}

interface IngressClassView extends KubeObject {
  readonly spec?: {
    readonly controller?: string;
    readonly parameters?: { readonly kind: string; readonly apiGroup?: string; readonly name: string };
  };
}

/** Mirrors printIngressClass. */
export const ingressClass: Printer<IngressClassView> = {
  columns: [
    nameColumn,
    text('Controller', 'The controller that implements this class.'),
    text('Parameters', 'The resource that configures this class further.'),
    ageColumn,
  ],
  cells(object, nowMs) {
    const { metadata, spec } = object;
    const isDefault = metadata?.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true';
    return [
      (metadata?.name ?? '') + (isDefault ? ' (default)' : ''),
      spec?.controller ?? '',
      parameters(object),
      ageOf(object, nowMs),
    ];
  },
};

function parameters({ spec }: IngressClassView): string {
  const reference = spec?.parameters;
  if (reference === undefined) return none;
  const group = reference.apiGroup === undefined ? '' : `.${reference.apiGroup}`;
  return `${reference.kind}${group}/${reference.name}`;
}
