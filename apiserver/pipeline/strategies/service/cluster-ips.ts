import type { V1ServiceSpec } from '../../../../api/index.ts';
import {
  fieldPath,
  formatIp,
  internalError,
  type KubeObject,
  parseIp,
} from '../../../../apimachinery/index.ts';
import type { AddressRangeLike, StrategyContext } from '../strategy.ts';
import { needsClusterIp } from './kept-values.ts';
import { type Pool, refusal } from './pool.ts';

/** Addresses for one service, in one request. Mirrors kubernetes pkg/registry/core/service/storage (allocClusterIPs). */
export class ClusterIps {
  readonly #pool: Pool;
  readonly #service: KubeObject;
  readonly #context: StrategyContext;

  constructor(pool: Pool, service: KubeObject, context: StrategyContext) {
    this.#pool = pool;
    this.#service = service;
    this.#context = context;
  }

  /** The spec with an address of each of its families; those that it chose, and did not have, are taken for it. */
  allocated(spec: V1ServiceSpec, had: readonly string[] = []): V1ServiceSpec {
    const { ipFamilies = [], clusterIPs: chosen = [] } = spec;
    if (!needsClusterIp(spec) || chosen[0] === 'None' || ipFamilies.length === 0) return spec;
    const clusterIPs = ipFamilies.map((family, at) => {
      const ip = chosen[at] ?? '';
      if (ip === '') return this.#any(family);
      if (!had.includes(ip)) this.#take(ip, family, chosen);
      return ip;
    });
    if (clusterIPs.length === chosen.length && clusterIPs.every((ip, at) => ip === chosen[at])) return spec;
    return { ...spec, clusterIP: clusterIPs[0] ?? '', clusterIPs };
  }

  /** Throws InternalError where all are taken. */
  #any(family: string): string {
    for (const range of this.#context.addresses?.ranges(family) ?? []) {
      if (this.#pool.isDryRun) return range.networkAddress;
      for (const address of range.addresses(this.#pool.seed)) if (this.#isFree(address)) return address;
    }
    const { name = '' } = this.#service.metadata ?? {};
    throw internalError(`failed to allocate a serviceIP for Service "${name}": range is full`);
  }

  /** Throws Invalid for one that cannot be had. */
  #take(ip: string, family: string, chosen: readonly string[]): void {
    const why = this.#whyNot(ip, this.#context.addresses?.ranges(family) ?? []);
    if (why === undefined) return;
    const at = fieldPath('spec', 'clusterIPs');
    throw refusal(this.#service, at, chosen, `failed to allocate IP ${ip}: ${why}`);
  }

  #whyNot(ip: string, ranges: readonly AddressRangeLike[]): string | undefined {
    const [first] = ranges;
    const isWithin = ranges.some((range) => range.contains(ip));
    if (this.#pool.isDryRun && first !== undefined) {
      if (isWithin) return undefined;
      return `the provided IP (${ip}) is not in the valid range. The range of valid IPs is ${first.text}`;
    }
    if (!isWithin) return 'the provided network does not match the current range';
    const address = parseIp(ip);
    const name = address === undefined ? ip : formatIp(address);
    return this.#isFree(name) ? undefined : 'provided IP is already allocated';
  }

  /** Takes it for this service if nobody has it. */
  #isFree(address: string): boolean {
    return this.#context.addresses?.isTaken(address) !== true && this.#pool.take(address);
  }
}
