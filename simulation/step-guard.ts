import { acquireTripwires, releaseTripwires, setTripwireListener } from './tripwires.ts';

type Listener = (...args: unknown[]) => void;

/**
 * Catches what escapes from steps: rejections nobody handles, exceptions out of microtasks, and touches of the real
 * world. It is open only while steps of this simulation run, so that errors of the rest of the process (and of other simulations)
 * go where they always go.
 */
export class StepGuard {
  readonly #onEscape: (what: string, error: unknown) => void;
  readonly #onRejection: Listener;
  readonly #onException: (error: unknown) => void;
  readonly #onTrip: (error: Error) => void;
  #listeners: Listener[] | undefined;
  #captures = false;

  constructor(onEscape: (what: string, error: unknown) => void) {
    this.#onEscape = onEscape;
    this.#onRejection = (reason) => onEscape('unhandled rejection', reason);
    this.#onException = (error) => {
      // Node itself sets an immediate after an exception, by way of the module that is guarded.
      setTripwireListener(undefined);
      onEscape('uncaught exception', error);
    };
    this.#onTrip = (error) => this.#onEscape('tripwire', error);
  }

  /** A run begins: sets the tripwires. */
  acquire(): void {
    acquireTripwires();
  }

  /** The run is over. */
  release(): void {
    releaseTripwires();
  }

  /** Before every tick: what the last step set off has settled, and what follows is not a step yet. */
  open(): void {
    setTripwireListener(undefined);
    if (this.#listeners !== undefined) return;
    this.#listeners = process.rawListeners('unhandledRejection') as Listener[];
    if (this.#listeners.length > 0) process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', this.#onRejection);
    this.#captures = !process.hasUncaughtExceptionCaptureCallback();
    if (this.#captures) process.setUncaughtExceptionCaptureCallback(this.#onException);
    // Only one can capture: beside another the exception is heard of, and is the other's too.
    else process.on('uncaughtExceptionMonitor', this.#onException);
  }

  /** From here to the next tick a touch of the real world is an error. */
  stepBegins(): void {
    setTripwireListener(this.#onTrip);
  }

  /** Gives the process back to whoever else runs in it. */
  close(): void {
    setTripwireListener(undefined);
    if (this.#listeners === undefined) return;
    process.off('unhandledRejection', this.#onRejection);
    for (const listener of this.#listeners) process.on('unhandledRejection', listener);
    this.#listeners = undefined;
    if (this.#captures) process.setUncaughtExceptionCaptureCallback(null);
    else process.off('uncaughtExceptionMonitor', this.#onException);
  }
}
