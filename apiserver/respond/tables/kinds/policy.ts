import type { KubeObject, LabelSelector } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, integer, nameColumn, text } from '../printer.ts';
import { quantityText, selectorText } from '../texts.ts';

interface DisruptionBudgetView extends KubeObject {
  readonly spec?: { readonly minAvailable?: number | string; readonly maxUnavailable?: number | string };
  readonly status?: { readonly disruptionsAllowed?: number };
}

/** Mirrors printPodDisruptionBudget. */
export const podDisruptionBudget: Printer<DisruptionBudgetView> = {
  columns: [
    nameColumn,
    text('Min Available', 'How many pods must stay available.'),
    text('Max Unavailable', 'How many pods may be unavailable.'),
    integer('Allowed Disruptions', 'How many pods may be disrupted now.'),
    ageColumn,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    String(object.spec?.minAvailable ?? 'N/A'),
    String(object.spec?.maxUnavailable ?? 'N/A'),
    object.status?.disruptionsAllowed ?? 0,
    ageOf(object, nowMs),
  ],
};

interface NetworkPolicyView extends KubeObject {
  readonly spec?: { readonly podSelector?: LabelSelector };
}

/** Mirrors printNetworkPolicy. */
export const networkPolicy: Printer<NetworkPolicyView> = {
  columns: [
    nameColumn,
    text('Pod-Selector', doc('networking.v1.NetworkPolicySpec', 'podSelector')),
    ageColumn,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    selectorText(object.spec?.podSelector),
    ageOf(object, nowMs),
  ],
};

interface ResourceQuotaView extends KubeObject {
  readonly status?: {
    readonly hard?: Readonly<Record<string, string | number>>;
    readonly used?: Readonly<Record<string, string | number>>;
  };
}

/** Mirrors printResourceQuota: `limits.*` in a column of their own. */
export const resourceQuota: Printer<ResourceQuotaView> = {
  columns: [
    nameColumn,
    text('Request', 'Of what is counted when asked for: how much is used, and how much may be.'),
    text('Limit', 'Of the limits of containers: how much is used, and how much may be.'),
    ageColumn,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    quotas(object, (resource) => !resource.startsWith('limits.')),
    quotas(object, (resource) => resource.startsWith('limits.')),
    ageOf(object, nowMs),
  ],
};

function quotas({ status }: ResourceQuotaView, belongs: (resource: string) => boolean): string {
  const resources = Object.keys(status?.hard ?? {})
    .filter(belongs)
    .sort();
  const texts = resources.map(
    (resource) =>
      `${resource}: ${quantityText(status?.used?.[resource])}/${quantityText(status?.hard?.[resource])}`,
  );
  return texts.join(', ');
}
