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
  const values = matchAttribute === undefined ? new DistinctValues() : new SameValues();
  return {
    add(name, driver, device) {
      if (!applies(name)) return true;
      const value = attributeOf(device, driver, matchAttribute ?? distinctAttribute);
      return value !== undefined && values.add(name.request, value);
    },
    remove(name) {
      if (applies(name)) values.remove(name.request);
    },
  };
}

/** What the devices have that were added, of one attribute. */
interface Values {
  add(request: string, value: V1DeviceAttribute): boolean;
  remove(request: string): void;
}

class SameValues implements Values {
  #first: V1DeviceAttribute | undefined;
  #count = 0;

  add(_request: string, value: V1DeviceAttribute): boolean {
    if (this.#count === 0) this.#first = value;
    else if (this.#first === undefined || !isSame(value, this.#first)) return false;
    this.#count++;
    return true;
  }

  remove(): void {
    this.#count--;
  }
}

/** As Kubernetes does it, of the devices of one request only the last one is compared with the next. */
class DistinctValues implements Values {
  readonly #byRequest = new Map<string, V1DeviceAttribute>();

  add(request: string, value: V1DeviceAttribute): boolean {
    for (const other of this.#byRequest.values()) if (!differs(value, other)) return false;
    this.#byRequest.set(request, value);
    return true;
  }

  remove(request: string): void {
    this.#byRequest.delete(request);
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
