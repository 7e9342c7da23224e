import { UsageError } from './usage-error.ts';

/**
 * Aborted when the process is asked to stop (Ctrl-C, SIGTERM), from now on and whatever is under way; being asked again
 * ends it without waiting for that.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new UsageError('stopped', 130));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
