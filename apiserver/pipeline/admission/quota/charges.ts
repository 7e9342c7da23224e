import type { V1ResourceQuota, V1ResourceQuotaStatus } from '../../../../api/index.ts';
import type { KubeObject } from '../../../../apimachinery/index.ts';
import {
  type Amounts,
  addAmounts,
  amountsOf,
  exceeding,
  increase,
  listOfAmounts,
  maskedAmounts,
  matchesQuota,
  type QuotaEvaluator,
  withoutZeros,
} from '../../../../component-helpers/index.ts';
import { type Attributes, notAdmitted } from '../attributes.ts';

/** What a request costs a quota. */
export interface Charge {
  readonly quota: V1ResourceQuota;
  readonly amounts: Amounts;
}

/** What the request costs each quota that counts it. Throws what it is refused with. Mirrors CheckRequest. */
export function chargesOf(
  attributes: Attributes,
  evaluator: QuotaEvaluator,
  quotas: readonly V1ResourceQuota[],
  nowMs: number,
): readonly Charge[] {
  const { object, oldObject } = attributes;
  if (object === undefined) return [];
  const concerned = quotas.filter((quota) => matchesQuota(evaluator, quota, object));
  for (const quota of concerned) checkSaid(attributes, evaluator, quota, object);
  const used = evaluator.usage(object, nowMs);
  const negative = [...used].filter(([, amount]) => amount.sign < 0).map(([name]) => name);
  if (negative.length > 0) {
    const names = negative.toSorted().join(',');
    throw notAdmitted(attributes, `quota usage is negative for resource(s): ${names}`);
  }
  const before = attributes.operation === 'UPDATE' ? oldObject : undefined;
  const more = before && increase(used, evaluator.usage(before, nowMs));
  return concerned
    .map((quota) => {
      const isNew = more === undefined || before === undefined || !matchesQuota(evaluator, quota, before);
      return { quota, amounts: withoutZeros(isNew ? used : more) };
    })
    .filter(({ amounts }) => amounts.size > 0);
}

function checkSaid(
  attributes: Attributes,
  evaluator: QuotaEvaluator,
  { metadata, status }: V1ResourceQuota,
  object: KubeObject,
): void {
  const { hard = {}, used = {} } = status ?? {};
  const names = evaluator.matching(Object.keys(hard));
  const missing = evaluator.missing?.(names, object);
  if (missing !== undefined) throw notAdmitted(attributes, `failed quota: ${metadata?.name}: ${missing}`);
  if (names.every((name) => name in used)) return;
  const unknown = names.toSorted().join(',');
  throw notAdmitted(attributes, `status unknown for quota: ${metadata?.name}, resources: ${unknown}`);
}

/** The quota's status with the charge; throws a Forbidden where it goes beyond what the quota allows. */
export function charged(
  attributes: Attributes,
  { metadata, status = {} }: V1ResourceQuota,
  amounts: Amounts,
): V1ResourceQuotaStatus {
  const hard = amountsOf(status.hard);
  const requested = maskedAmounts(amounts, hard.keys());
  const used = amountsOf(status.used);
  const next = new Map(used);
  addAmounts(next, requested);
  const exceeded = exceeding(maskedAmounts(next, requested.keys()), hard);
  if (exceeded.length > 0 && attributes.subresource !== 'status') {
    const [asked, had, allowed] = [requested, used, hard].map((list) => textOf(list, exceeded));
    const says = `requested: ${asked}, used: ${had}, limited: ${allowed}`;
    throw notAdmitted(attributes, `exceeded quota: ${metadata?.name}, ${says}`);
  }
  return { ...status, used: listOfAmounts(next) };
}

/** `cpu=1,pods=2`. Mirrors prettyPrint. */
function textOf(amounts: Amounts, names: readonly string[]): string {
  return [...maskedAmounts(amounts, names)]
    .map(([name, amount]) => `${name}=${amount}`)
    .toSorted()
    .join(',');
}
