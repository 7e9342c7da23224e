/** CPU is summed up in steps of so long, whoever asks when: so it never goes back. */
const stepMs = 10_000;
/** Meters of what is gone are forgotten when there are so many: more than run on a node. */
const metersMax = 2_000;

interface Reading {
  readonly startedMs: number;
  readonly steps: number;
  readonly seconds: number;
}

/** How much CPU each of many has used since it started, in seconds of a core. */
export class CpuMeter {
  readonly #readings = new Map<string, Reading>();

  /** `milliAt` is what it uses at a moment, in thousandths of a core. */
  read(name: string, startedMs: number, atMs: number, milliAt: (atMs: number) => number): number {
    const known = this.#readings.get(name);
    let { steps, seconds } = known?.startedMs === startedMs ? known : { steps: 0, seconds: 0 };
    const whole = Math.floor((atMs - startedMs) / stepMs);
    for (; steps < whole; steps++) seconds += (milliAt(startedMs + steps * stepMs) * stepMs) / 1e6;
    if (this.#readings.size >= metersMax) this.#readings.clear();
    this.#readings.set(name, { startedMs, steps, seconds });
    const begunMs = startedMs + steps * stepMs;
    return seconds + (milliAt(begunMs) * (atMs - begunMs)) / 1e6;
  }
}
