import { StoreError } from './errors.ts';

/** Once it was used up, puts are taken again when so much of it is used at most: not now and then, but for a while. */
const releaseRatio = 0.95;

/**
 * How much a store may keep. Past it puts are refused, as etcd refuses them past `--quota-backend-bytes`; deletes and
 * compaction make room again. Differs from etcd: nobody has to disarm an alarm, and history gives way to live data.
 */
export class Quota {
  readonly #bytesMax: number;
  #alarm: StoreError | undefined;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Why puts are refused; undefined: they are not. */
  get alarm(): StoreError | undefined {
    return this.#alarm;
  }

  /** Whether something may be put where so much is kept. */
  admits(bytes: number): boolean {
    return this.#alarm === undefined && bytes < this.#bytesMax;
  }

  /** From now on puts are refused. */
  raise(bytes: number): void {
    const what = `the store keeps ${bytes} bytes, and its quota is ${this.#bytesMax}`;
    this.#alarm = new StoreError('NO_SPACE', `${what}: it takes only deletes until there is room again`);
  }

  /** So much is kept now. True: puts are taken again. */
  lower(bytes: number): boolean {
    if (bytes > this.#bytesMax * releaseRatio) return false;
    this.#alarm = undefined;
    return true;
  }

  /**
   * What history may take beside so much live data before half of it is forgotten: half of what is left. Not less
   * than a sixteenth of all, or a store that is nearly full would forget it at every write.
   */
  historyBytesMax(liveBytes: number): number {
    if (this.#alarm !== undefined) return this.#bytesMax / 64;
    return Math.max((this.#bytesMax - liveBytes) / 2, this.#bytesMax / 16);
  }
}
