import type { Clock } from '../environment/index.ts';

/** The signal a reconcile is given. */
export interface ReconcileSignal {
  readonly signal: AbortSignal;
  /** Whether its time was over before it was. */
  readonly expired: boolean;
  /** It is over. */
  cancel(): void;
}

/** A signal that aborts with `stop`, or after `timeoutMs`. */
export function timedSignal(
  clock: Clock,
  stop: AbortSignal,
  timeoutMs: number,
  message: string,
): ReconcileSignal {
  const controller = new AbortController();
  const abort = () => controller.abort(stop.reason);
  stop.addEventListener('abort', abort, { once: true });
  let expired = false;
  const expire = () => {
    expired = !controller.signal.aborted;
    controller.abort(new Error(message));
  };
  const timer = clock.setTimer(timeoutMs, expire);
  return {
    signal: controller.signal,
    get expired() {
      return expired;
    },
    cancel() {
      timer.cancel();
      stop.removeEventListener('abort', abort);
    },
  };
}

/** A signal for whoever has time without an end. */
export function untimedSignal(signal: AbortSignal): ReconcileSignal {
  return { signal, expired: false, cancel() {} };
}
