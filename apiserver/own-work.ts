import { StatusError } from '../apimachinery/index.ts';
import type { Environment } from '../environment/index.ts';
import { StoreError } from '../store/index.ts';

/** Mirrors k8s.io/client-go util/workqueue (DefaultTypedControllerRateLimiter). */
const retryMsMin = 5;
const retryMsMax = 1_000_000;

/** How long each thing that fails waits, by name: twice as long each time. */
export class RetryWaits {
  readonly #waits = new Map<string, number>();

  next(name: string): number {
    const waitMs = this.#waits.get(name) ?? retryMsMin;
    this.#waits.set(name, Math.min(waitMs * 2, retryMsMax));
    return waitMs;
  }

  forget(name: string): void {
    this.#waits.delete(name);
  }
}

/**
 * What the store, or the rules, do not take now may be taken later: a full disk ends nothing. Throws what is of another kind,
 * which is a mistake of ours.
 */
export function passFailure({ trace }: Environment, what: string, error: unknown): void {
  if (!(error instanceof StatusError) && !(error instanceof StoreError)) throw error;
  trace.record('internal-error', { error: `${what}: ${error.message}` });
}

/** The API server's own work, by name: one thing after another, and what fails again later. */
export class OwnWork {
  readonly #environment: Environment;
  readonly #task: string;
  readonly #work: (name: string) => Promise<void>;
  readonly #waiting = new Set<string>();
  readonly #waits = new RetryWaits();
  #isWorking = false;

  /** `task` says what it does, in the trace. */
  constructor(environment: Environment, task: string, work: (name: string) => Promise<void>) {
    this.#environment = environment;
    this.#task = task;
    this.#work = work;
  }

  add(name: string): void {
    this.#waiting.add(name);
    if (this.#isWorking) return;
    this.#isWorking = true;
    this.#environment.spawn(this.#task, () => this.#run());
  }

  async #run(): Promise<void> {
    for (const name of this.#waiting) {
      if (this.#environment.isRevoked) return;
      this.#waiting.delete(name);
      try {
        await this.#work(name);
        this.#waits.forget(name);
      } catch (error) {
        passFailure(this.#environment, `${this.#task} ${name}`, error);
        const again = () => this.add(name);
        this.#environment.clock.setTimer(this.#waits.next(name), again, { background: true });
      }
    }
    this.#isWorking = false;
  }
}
