import type { V1LoadBalancerIngress, V1Service } from '../../api/index.ts';

/** What becomes of a service's load balancer in the cloud, as its annotation says. */
export interface CloudBehaviour {
  /** How long it takes to make, in milliseconds. */
  readonly delayMs: number;
  /** Why it cannot be made; absent: it can. */
  readonly fail?: string;
  /** How often it fails so; absent: each time. */
  readonly times?: number;
}

/** Where a service declares it, as JSON: `{"delayMs": 5000}`, `{"fail": "no quota", "times": 2}`. */
export const behaviourAnnotation = 'homeostat.dev/load-balancer';

const defaultDelayMs = 1_000;

/** So many addresses there are in 198.18.0.0/16, a network for tests of networks; and as many in one for documentation. */
const addressesMax = 65_534;

/** Reads what a service declares. Throws an Error for what cannot be understood. */
export function cloudBehaviour({ metadata }: V1Service): CloudBehaviour {
  const text = metadata?.annotations?.[behaviourAnnotation];
  if (text === undefined) return { delayMs: defaultDelayMs };
  const { delayMs = defaultDelayMs, fail, times } = fieldsOf(text);
  if (!isCount(delayMs)) throw wrong('delayMs must be a whole number');
  if (fail !== undefined && typeof fail !== 'string') throw wrong('fail must be a text');
  if (times !== undefined && !isCount(times)) throw wrong('times must be a whole number');
  return { delayMs, ...(fail !== undefined && { fail }), ...(times !== undefined && { times }) };
}

/**
 * The addresses of a service's load balancer, one of each of its families: the one it asks for, those it has, or else the
 * first that is free.
 */
export function balancerAddresses(
  { spec, status }: V1Service,
  isTaken: (ip: string) => boolean,
): readonly V1LoadBalancerIngress[] {
  const { ipFamilies = ['IPv4'], loadBalancerIP = '' } = spec ?? {};
  const known = [loadBalancerIP, ...(status?.loadBalancer?.ingress ?? []).map(({ ip = '' }) => ip)];
  return ipFamilies.map((family) => {
    const isIpv6 = family === 'IPv6';
    const own = known.find((ip) => ip !== '' && ip.includes(':') === isIpv6);
    return { ip: own ?? firstFree(isIpv6, isTaken) };
  });
}

function firstFree(isIpv6: boolean, isTaken: (ip: string) => boolean): string {
  for (let place = 1; place <= addressesMax; place++) {
    const ip = isIpv6 ? `2001:db8::${place.toString(16)}` : `198.18.${place >> 8}.${place & 255}`;
    if (!isTaken(ip)) return ip;
  }
  throw new Error('the cloud has no address left');
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong('it is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong('it must be an object');
  const unknown = Object.keys(value).find((field) => !['delayMs', 'fail', 'times'].includes(field));
  if (unknown !== undefined) throw wrong(`there is no field ${unknown}`);
  return { ...value };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function wrong(why: string): Error {
  return new Error(`annotation ${behaviourAnnotation}: ${why}`);
}
