import { fieldPath, internalError, type KubeObject } from '../../../../apimachinery/index.ts';
import { type Pool, portKey, refusal } from './pool.ts';

/** The range of node ports there is by default. */
const firstNodePort = 30_000;
const nodePortCount = 2_768;

/** Node ports for one service, in one request. Mirrors kubernetes pkg/registry/core/service/portallocator. */
export class NodePorts {
  readonly #pool: Pool;
  readonly #service: KubeObject;
  readonly #own: Set<number>;
  #highest: number | undefined;
  /** What was taken when one port came by is taken for all that follow. */
  #attempt = 0;

  /** `held`: those it has already, which are not to be given out a second time. */
  constructor(pool: Pool, service: KubeObject, held: readonly number[] = []) {
    this.#pool = pool;
    this.#service = service;
    this.#own = new Set(held);
  }

  /** One that is free; of a dry run one that nobody could have. Throws InternalError where all are taken. */
  any(): number {
    if (this.#pool.isDryRun) return this.#beyondRange();
    while (this.#attempt < nodePortCount) {
      const nodePort = firstNodePort + ((this.#pool.seed + this.#attempt++) % nodePortCount);
      if (this.whyNot(nodePort) === undefined) return nodePort;
    }
    throw internalError('failed to allocate a nodePort: range is full');
  }

  #beyondRange(): number {
    const nodePort = (this.#highest ?? firstNodePort + nodePortCount) + 1;
    this.#keep(nodePort);
    return nodePort;
  }

  /** The one that the port at a position asks for. Throws Invalid if it cannot be had. */
  take(nodePort: number, index: number): number {
    const why = this.whyNot(nodePort);
    if (why === undefined) return nodePort;
    throw refusal(this.#service, fieldPath('spec', 'ports').index(index).child('nodePort'), nodePort, why);
  }

  /** Takes it, or says why it cannot be had. A dry run does not ask for the range. */
  whyNot(nodePort: number): string | undefined {
    const isOutside = nodePort < firstNodePort || nodePort >= firstNodePort + nodePortCount;
    if (isOutside && !this.#pool.isDryRun) {
      const range = `${firstNodePort}-${firstNodePort + nodePortCount - 1}`;
      return `provided port is not in the valid range. The range of valid ports is ${range}`;
    }
    const isTaken = this.#own.has(nodePort) || !this.#pool.take(portKey(nodePort));
    this.#keep(nodePort);
    return isTaken ? 'provided port is already allocated' : undefined;
  }

  #keep(nodePort: number): void {
    this.#own.add(nodePort);
    this.#highest = Math.max(nodePort, this.#highest ?? nodePort);
  }
}
