import { parseQuantity, type Quantity } from '../../../../apimachinery/index.ts';
import type { Amounts, ResourceList } from '../../../../component-helpers/index.ts';

/** What somebody asks for, and is limited to. */
export interface Asked {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** What is wrong with an amount, in words; undefined: nothing. */
export type Constraint = (type: string, name: string, enforced: Quantity, asked: Asked) => string | undefined;

/** Mirrors kubernetes plugin/pkg/admission/limitranger (minConstraint). */
export const minimum: Constraint = (type, name, enforced, { requests, limits }) => {
  const request = requests.get(name);
  const limit = limits.get(name);
  const says = `minimum ${name} usage per ${type} is ${enforced}`;
  if (request === undefined) return `${says}.  No request is specified`;
  if (compare(request, enforced) < 0) return `${says}, but request is ${request}`;
  if (limit !== undefined && compare(limit, enforced) < 0) return `${says}, but limit is ${limit}`;
  return undefined;
};

/** Mirrors maxConstraint. */
export const maximum: Constraint = (type, name, enforced, { requests, limits }) => {
  const request = requests.get(name);
  const limit = limits.get(name);
  const says = `maximum ${name} usage per ${type} is ${enforced}`;
  if (limit === undefined) return `${says}.  No limit is specified`;
  if (compare(limit, enforced) > 0) return `${says}, but limit is ${limit}`;
  if (request !== undefined && compare(request, enforced) > 0) return `${says}, but request is ${request}`;
  return undefined;
};

/** Mirrors maxRequestConstraint. */
export const maximumRequest: Constraint = (type, name, enforced, { requests }) => {
  const request = requests.get(name);
  const says = `maximum ${name} usage per ${type} is ${enforced}`;
  if (request === undefined) return `${says}.  No request is specified`;
  return compare(request, enforced) > 0 ? `${says}, but request is ${request}` : undefined;
};

/** Mirrors limitRequestRatioConstraint. */
export const ratio: Constraint = (type, name, enforced, { requests, limits }) => {
  const request = requests.get(name);
  const limit = limits.get(name);
  const says = `${name} max limit to request ratio per ${type} is ${enforced}`;
  if (request === undefined || request.sign === 0)
    return `${says}, but no request is specified or request is 0`;
  if (limit === undefined || limit.sign === 0) return `${says}, but no limit is specified or limit is 0`;
  const observed = limit.milliValue() / request.milliValue();
  return observed * 1000 > enforced.milliValue()
    ? `${says}, but provided ratio is ${observed.toFixed(6)}`
    : undefined;
};

/** In thousandths, as Kubernetes counts unless amounts are huge. */
function compare(amount: Quantity, enforced: Quantity): number {
  return amount.milliValue() - enforced.milliValue();
}

/** What a constraint says of all that is enforced by it. Differs: by name, where Kubernetes goes in no order. */
export function complaints(
  constraint: Constraint,
  type: string,
  enforced: ResourceList | undefined,
  asked: Asked,
): readonly string[] {
  return Object.entries(enforced ?? {})
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, amount]) => constraint(type, name, parseQuantity(amount), asked) ?? []);
}
