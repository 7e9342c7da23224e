import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, nameColumn, text } from '../printer.ts';
import { none } from '../texts.ts';

interface ServiceCidrView extends KubeObject {
  readonly spec?: { readonly cidrs?: readonly string[] };
}

/** Mirrors printServiceCIDR. */
export const serviceCidr: Printer<ServiceCidrView> = {
  columns: [nameColumn, text('CIDRs', doc('networking.v1.ServiceCIDRSpec', 'cidrs')), ageColumn],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    (object.spec?.cidrs ?? []).join(','),
    ageOf(object, nowMs),
  ],
};

interface IpAddressView extends KubeObject {
  readonly spec?: {
    readonly parentRef?: {
      readonly group?: string;
      readonly resource?: string;
      readonly namespace?: string;
      readonly name?: string;
    };
  };
}

/**
 * Mirrors printIPAddress.
 * Differs: its rows have an age too there, which no column shows; here they have the cells of their columns.
 */
export const ipAddress: Printer<IpAddressView> = {
  columns: [nameColumn, text('ParentRef', doc('networking.v1.IPAddressSpec', 'parentRef'))],
  cells: (object) => [object.metadata?.name ?? '', parentRef(object)],
};

function parentRef({ spec }: IpAddressView): string {
  const parent = spec?.parentRef;
  if (parent === undefined) return none;
  const resource = (parent.resource ?? '') + (parent.group ? `.${parent.group}` : '');
  const path = parent.namespace ? [parent.namespace, parent.name] : [parent.name];
  return [resource.toLowerCase(), ...path].join('/');
}
