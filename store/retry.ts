import type { Environment } from '../environment/index.ts';

/** Between two attempts: space is back when somebody has deleted something, and who waits for it looks at it. */
const retryMs = 1000;

/** Makes attempts, a second apart, until one succeeds. */
export class Retry {
  readonly #environment: Environment;
  readonly #attempt: () => Promise<boolean>;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  /** `attempt` resolves with whether it needs no other. */
  constructor(environment: Environment, attempt: () => Promise<boolean>) {
    this.#environment = environment;
    this.#attempt = attempt;
  }

  begin(): void {
    const again = () => {
      this.#running = this.#run();
      this.#environment.spawn('store recovery', () => this.#running);
    };
    this.#environment.clock.setTimer(retryMs, again, { background: true });
  }

  /** Resolves when no attempt is under way; there will be no other. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    if (this.#stopped || (await this.#attempt()) || this.#stopped) return;
    this.begin();
  }
}
