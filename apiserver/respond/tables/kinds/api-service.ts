import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, nameColumn, text } from '../printer.ts';

interface ApiServiceView extends KubeObject {
  readonly spec?: { readonly service?: { readonly namespace?: string; readonly name?: string } };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
    }[];
  };
}

/** Mirrors k8s.io/kube-aggregator pkg/registry/apiservice (ConvertToTable). */
export const apiService: Printer<ApiServiceView> = {
  columns: [
    nameColumn,
    text('Service', 'The service that serves this group and version, or Local.'),
    text('Available', 'Whether it can be reached, and why not.'),
    ageColumn,
  ],
  cells(object, nowMs) {
    const service = object.spec?.service;
    return [
      object.metadata?.name ?? '',
      service === undefined ? 'Local' : `${service.namespace ?? ''}/${service.name ?? ''}`,
      availability(object),
      ageOf(object, nowMs),
    ];
  },
};

function availability({ status }: ApiServiceView): string {
  const condition = status?.conditions?.find(({ type }) => type === 'Available');
  if (condition === undefined) return 'Unknown';
  if (condition.status === 'True' || !condition.reason) return condition.status;
  return `${condition.status} (${condition.reason})`;
}
