import type { V1Device, V1DeviceAttribute, V1DeviceConstraint } from '../../../../api/index.ts';

/** The name of a request, and of the alternative of it that is tried. */
export interface RequestName {
  readonly request: string;
  readonly alternative?: string;
}

/** What the devices of a claim must have in common, or must not. Mirrors structured/internal/incubating (constraint). */
export interface Constraint {
  /** Whether a device may be added; if so, it is. */
  add(name: RequestName, driver: string, device: V1Device): boolean;
  /** Takes back what was added last. */
  remove(name: RequestName): void;
}

export function constraintOf(constraint: V1DeviceConstraint): Constraint {
  const { requests = [], matchAttribute, distinctAttribute = '' } = constraint;
  const applies = ({ request, alternative }: RequestName) =>
    requests.length === 0 ||
    requests.includes(request) ||
    (alternative !== undefined && requests.includes(`${request}/${alternative}`));
  return matchAttribute === undefined
    ? new DistinctAttribute(applies, distinctAttribute)
    : new MatchAttribute(applies, matchAttribute);
}

type Applies = (name: RequestName) => boolean;

class MatchAttribute implements Constraint {
  readonly #applies: Applies;
  readonly #attribute: string;
  #first: V1DeviceAttribute | undefined;
  #count = 0;

  constructor(applies: Applies, attribute: string) {
    this.#applies = applies;
    this.#attribute = attribute;
  }

  add(name: RequestName, driver: string, device: V1Device): boolean {
    if (!this.#applies(name)) return true;
    const attribute = attributeOf(device, driver, this.#attribute);
    if (attribute === undefined) return false;
    if (this.#count === 0) this.#first = attribute;
    else if (this.#first === undefined || !isSame(attribute, this.#first)) return false;
    this.#count++;
    return true;
  }

  remove(name: RequestName): void {
    if (this.#applies(name)) this.#count--;
  }
}

/** As Kubernetes does it, of the devices of one request only the last one is compared with the next. */
class DistinctAttribute implements Constraint {
  readonly #applies: Applies;
  readonly #attribute: string;
  readonly #byRequest = new Map<string, V1DeviceAttribute>();
  #count = 0;

  constructor(applies: Applies, attribute: string) {
    this.#applies = applies;
    this.#attribute = attribute;
  }

  add(name: RequestName, driver: string, device: V1Device): boolean {
    if (!this.#applies(name)) return true;
    const attribute = attributeOf(device, driver, this.#attribute);
    if (attribute === undefined) return false;
    const others = [...this.#byRequest.values()];
    if (this.#count > 0 && !others.every((other) => differs(attribute, other))) return false;
    this.#byRequest.set(name.request, attribute);
    this.#count++;
    return true;
  }

  remove(name: RequestName): void {
    if (!this.#applies(name)) return;
    this.#byRequest.delete(name.request);
    this.#count--;
  }
}

/** A name without a domain is of the driver's. */
function attributeOf(
  { attributes = {} }: V1Device,
  driver: string,
  name: string,
): V1DeviceAttribute | undefined {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  const slash = name.indexOf('/');
  if (slash < 0 || name.slice(0, slash) !== driver) return undefined;
  const own = name.slice(slash + 1);
  return Object.hasOwn(attributes, own) ? attributes[own] : undefined;
}

const kinds = ['string', 'int', 'bool', 'version'] as const;

function isSame(a: V1DeviceAttribute, b: V1DeviceAttribute): boolean {
  const kind = kinds.find((one) => a[one] !== undefined);
  return kind !== undefined && a[kind] === b[kind];
}

function differs(a: V1DeviceAttribute, b: V1DeviceAttribute): boolean {
  return kinds.some((one) => a[one] !== undefined) && !isSame(a, b);
}
