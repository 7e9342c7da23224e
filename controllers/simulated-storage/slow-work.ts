import type { ReconcileResult } from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';

const backOffMsFirst = 1_000;
const backOffMsMax = 300_000;

/** How tries of some work go. */
export interface Tries {
  /** How long each takes. */
  readonly delayMs: number;
  /** Every try fails with this message, or the first `failures` of them. */
  readonly failure: string | undefined;
  readonly failures: number;
}

/** What is done while the work goes on. A step that fails is done again. */
export interface Steps {
  /** As it begins. */
  begin(): unknown;
  /** A try has failed. */
  fail(why: string): unknown;
  /** A try has succeeded. Whoever sees that nothing is left to do says so with `end`. */
  finish(): unknown;
}

/** Work that takes its time, and is tried again ever later when it fails; by key. */
export class SlowWork {
  readonly #clock: Clock;
  readonly #begun = new Map<string, { readonly untilMs: number; readonly failures: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether this begins the work; from now on it is under way. */
  begin(key: string, delayMs: number): boolean {
    if (this.#begun.has(key)) return false;
    this.#begun.set(key, { untilMs: this.#clock.now() + delayMs, failures: 0 });
    return true;
  }

  /** How long until it is done, in milliseconds. */
  leftMs(key: string): number {
    return Math.max(0, (this.#begun.get(key)?.untilMs ?? 0) - this.#clock.now());
  }

  /** It is done, or not wanted any more. */
  end(key: string): void {
    this.#begun.delete(key);
  }

  /** Does what is due now; resolves with when to look again. Waiting for what never succeeds does not keep a world from being settled. */
  async advance(key: string, tries: Tries, steps: Steps): Promise<ReconcileResult> {
    const { delayMs, failure, failures } = tries;
    if (this.begin(key, delayMs)) await this.#announce(key, steps);
    const failed = this.#begun.get(key)?.failures ?? 0;
    const background = failure !== undefined && failures === Number.POSITIVE_INFINITY;
    const leftMs = this.leftMs(key);
    if (leftMs > 0) return { requeueAfterMs: leftMs, background: background && failed > 0 };
    if (failure === undefined || failed >= failures) {
      await steps.finish();
      return undefined;
    }
    await steps.fail(failure);
    const againMs = Math.min(backOffMsFirst * 2 ** failed, backOffMsMax) + delayMs;
    this.#begun.set(key, { untilMs: this.#clock.now() + againMs, failures: failed + 1 });
    return { requeueAfterMs: againMs, background };
  }

  /** What could not be announced has not begun. */
  async #announce(key: string, steps: Steps): Promise<void> {
    try {
      await steps.begin();
    } catch (error) {
      this.end(key);
      throw error;
    }
  }
}
