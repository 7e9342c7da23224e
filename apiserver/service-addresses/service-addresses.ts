import type { V1IPAddress, V1Service, V1ServiceCIDR } from '../../api/index.ts';
import { findCondition, formatIp, type KubeObject, parseCidr, parseIp } from '../../apimachinery/index.ts';
import { ownRequest } from '../own-request.ts';
import { tracked } from '../pipeline/field-management/index.ts';
import type { AddressPool } from '../pipeline/strategies/index.ts';
import type { ServedKind } from '../registry/served-kind.ts';
import type { ServerContext } from '../request/request-context.ts';
import type { Alongside, WriteOrigin } from '../storage/object-storage.ts';
import { beforeCreate } from '../verbs/create.ts';
import { AddressRange, type IpFamily } from './address-range.ts';

const managedBy = { 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' };

/**
 * The addresses of services: their ranges are ServiceCIDRs, and each that is given out is an IPAddress, which is written
 * and deleted in one transaction with its service. So no two services have one, whatever API servers they came by, and none
 * is left behind. Mirrors kubernetes pkg/registry/core/service/ipallocator (MetaAllocator). Differs: the two writes are one.
 */
export class ServiceAddresses implements AddressPool {
  readonly families: readonly IpFamily[];
  readonly #server: ServerContext;
  /** What the cluster is set up with: it counts until the first range is seen. */
  readonly #own: readonly string[];
  readonly #ranges = new Map<string, AddressRange>();
  /** By name. */
  readonly #cidrs = new Map<string, V1ServiceCIDR>();
  /** Those that turned out to be somebody else's before the cache has seen it. */
  readonly #lost = new Set<string>();

  /** `cidrs`: the ranges that the cluster is set up with, one of each family at most; the first family is the default. */
  constructor(server: ServerContext, cidrs: readonly string[]) {
    this.#server = server;
    this.#own = cidrs;
    this.families = cidrs.map((cidr) => this.#range(cidr).family);
  }

  /** Lets services be written with their addresses from now on. The kinds must be served. */
  start(): void {
    this.#kind('', 'services').storage.writeAlongside({
      of: (before, after, origin) => this.#alongside(before, after, origin),
      refused: (keys) => {
        for (const key of keys) this.#lost.add(key.slice(key.lastIndexOf('/') + 1));
      },
    });
    this.#kind('networking.k8s.io', 'servicecidrs').storage.cache.follow((previous, current) => {
      if (current === undefined) this.#cidrs.delete(previous?.metadata?.name ?? '');
      else this.#cidrs.set(current.metadata?.name ?? '', current as V1ServiceCIDR);
    });
    this.#addresses.cache.follow((_, current) => this.#lost.delete(current?.metadata?.name ?? ''));
  }

  ranges(family: string): readonly AddressRange[] {
    const ready = [...this.#cidrs.values()].filter(isReady);
    const cidrs = this.#cidrs.size === 0 ? this.#own : ready.flatMap(({ spec }) => spec?.cidrs ?? []);
    return cidrs.map((cidr) => this.#range(cidr)).filter((range) => range.family === family);
  }

  isTaken(address: string): boolean {
    return this.#lost.has(address) || this.#addresses.cache.get(address) !== undefined;
  }

  get #addresses(): ServedKind['storage'] {
    return this.#kind('networking.k8s.io', 'ipaddresses').storage;
  }

  #kind(group: string, resource: string): ServedKind {
    const kind = this.#server.resources.preferred(group, resource);
    if (kind === undefined) throw new Error(`${resource} are not served`);
    return kind;
  }

  #range(cidr: string): AddressRange {
    let range = this.#ranges.get(cidr);
    if (range === undefined) {
      range = new AddressRange(cidr);
      this.#ranges.set(cidr, range);
    }
    return range;
  }

  #alongside(
    before: KubeObject | undefined,
    after: KubeObject | undefined,
    origin: WriteOrigin,
  ): Alongside | undefined {
    const had = addressesOf(before);
    const has = addressesOf(after);
    const gained = has.filter((address) => !had.includes(address));
    const lost = had.filter((address) => !has.includes(address));
    if (gained.length === 0 && lost.length === 0) return undefined;
    const { prefix } = this.#addresses;
    return {
      create: gained.map((address) => ({
        key: prefix + address,
        object: this.#addressObject(address, after, origin),
      })),
      delete: lost.map((address) => prefix + address),
    };
  }

  #addressObject(address: string, service: KubeObject | undefined, { cause }: WriteOrigin): KubeObject {
    const { namespace = '', name = '' } = service?.metadata ?? {};
    const kind = this.#kind('networking.k8s.io', 'ipaddresses');
    const context = ownRequest(this.#server, kind, { verb: 'create', by: 'kube-apiserver', cause });
    const family = address.includes(':') ? 'IPv6' : 'IPv4';
    const object: V1IPAddress = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IPAddress',
      metadata: { name: address, labels: { 'ipaddress.kubernetes.io/ip-family': family, ...managedBy } },
      spec: { parentRef: { resource: 'services', namespace, name } },
    };
    return beforeCreate(context, tracked(context, object));
  }
}

/** What is wrong with the ranges that a cluster is to be set up with, in one line; undefined: nothing. */
export function problemOfServiceCidrs(cidrs: readonly string[]): string | undefined {
  const versions = cidrs.map((cidr) => parseCidr(cidr)?.address.version);
  const wrong = cidrs.find((_, at) => versions[at] === undefined);
  if (wrong !== undefined) return `"${wrong}" is no range of addresses such as 10.96.0.0/12`;
  const isAmbiguous = cidrs.length > 2 || (cidrs.length === 2 && versions[0] === versions[1]);
  return isAmbiguous ? 'there may be one range of IPv4 addresses and one of IPv6' : undefined;
}

/** As they are named. */
function addressesOf(object: KubeObject | undefined): readonly string[] {
  const { clusterIPs = [] } = (object as V1Service | undefined)?.spec ?? {};
  return clusterIPs.flatMap((text) => {
    const address = parseIp(text);
    return address === undefined ? [] : [formatIp(address)];
  });
}

/** One of which nobody has said anything is ready: there may be no controller that does. Mirrors isReady. */
function isReady({ metadata, status }: V1ServiceCIDR): boolean {
  const ready = findCondition(status?.conditions, 'Ready');
  return metadata?.deletionTimestamp === undefined && (ready === undefined || ready.status === 'True');
}
