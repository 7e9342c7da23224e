import type { V1Node, V1Pod } from '../../api/index.ts';
import { parseIp } from '../../apimachinery/index.ts';
import { type FunctionTable, type GoValue, templateFunction } from '../go-template/index.ts';
import { IpPool } from './ip-pool.ts';

/** Of nodes that have no network. Mirrors kwok's --cidr. */
const defaultCidr = '10.0.0.0/24';

/** The addresses that pods get, of the networks of their nodes. Mirrors kwok pkg/kwok/controllers (pod_controller.go). */
export class PodNetworks {
  readonly #nodeOf: (name: string) => V1Node | undefined;
  readonly #nodeIp: string;
  readonly #pools = new Map<string, IpPool | undefined>();

  /** `nodeOf`: a node that is played for; `nodeIp` stands for the address of all others. */
  constructor(nodeOf: (name: string) => V1Node | undefined, nodeIp: string) {
    this.#nodeOf = nodeOf;
    this.#nodeIp = nodeIp;
  }

  /** What templates of pods may call. */
  functions(): FunctionTable {
    return {
      NodeIP: templateFunction('', () => this.#nodeIp),
      PodIP: templateFunction('', () => this.#pool(defaultCidr)?.take() ?? this.#nodeIp),
      NodeIPWith: templateFunction('string', ([node]) => this.#nodeIps(node)[0] ?? this.#nodeIp),
      NodeIPsWith: templateFunction('string', ([node]) => this.#nodeIps(node)),
      PodIPWith: templateFunction('string bool string string string', ([node, host]) =>
        host === true ? (this.#nodeIps(node)[0] ?? this.#nodeIp) : this.#take(node, 1)[0],
      ),
      PodIPsWith: templateFunction('string bool string string string', ([node, host]) =>
        host === true ? this.#nodeIps(node) : this.#take(node, 2),
      ),
    };
  }

  /** The pod has its addresses already. */
  mark(pod: V1Pod): void {
    this.#each(pod, (pool, address) => pool.use(address));
  }

  /** The pod is gone: others may have them. */
  giveBack(pod: V1Pod): void {
    this.#each(pod, (pool, address) => pool.giveBack(address));
  }

  #each({ spec, status }: V1Pod, apply: (pool: IpPool, address: string) => void): void {
    const node = this.#nodeOf(spec?.nodeName ?? '');
    if (spec?.hostNetwork === true || node === undefined) return;
    const listed = (status?.podIPs ?? []).map(({ ip }) => ip);
    const addresses = listed.length > 0 ? listed : [status?.podIP ?? ''];
    for (const [at, cidr] of cidrsOf(node).entries()) {
      const pool = this.#pool(cidr);
      const address = addresses[at];
      if (pool !== undefined && address) apply(pool, address);
    }
  }

  #take(name: GoValue, families: number): readonly string[] {
    const node = this.#nodeOf(String(name));
    if (node === undefined) return [this.#nodeIp];
    const pools = cidrsOf(node)
      .slice(0, families)
      .map((cidr) => this.#pool(cidr));
    const addresses = pools.flatMap((pool) => (pool === undefined ? [] : [pool.take()]));
    return addresses.length > 0 ? addresses : [this.#nodeIp];
  }

  #nodeIps(name: GoValue): readonly string[] {
    const node = this.#nodeOf(String(name));
    const addresses = node === undefined ? [] : hostAddresses(node);
    return addresses.length > 0 ? addresses : [this.#nodeIp];
  }

  #pool(cidr: string): IpPool | undefined {
    if (!this.#pools.has(cidr)) this.#pools.set(cidr, IpPool.of(cidr));
    return this.#pools.get(cidr);
  }
}

function cidrsOf({ spec }: V1Node): readonly string[] {
  if (spec?.podCIDRs !== undefined && spec.podCIDRs.length > 0) return spec.podCIDRs;
  return [spec?.podCIDR || defaultCidr];
}

/** The first address, internal ones before external ones, and the first of the other family. Mirrors kubernetes pkg/util/node. */
function hostAddresses({ status }: V1Node): readonly string[] {
  const all = ['InternalIP', 'ExternalIP'].flatMap((type) =>
    (status?.addresses ?? []).filter((one) => one.type === type).map(({ address }) => address),
  );
  const [first] = all.filter((address) => parseIp(address) !== undefined);
  if (first === undefined) return [];
  const other = all.find((address) => {
    const version = parseIp(address)?.version;
    return version !== undefined && version !== parseIp(first)?.version;
  });
  return other === undefined ? [first] : [first, other];
}
