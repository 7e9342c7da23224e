import type { Clock } from '../../environment/index.ts';
import type { Store } from '../../store/index.ts';

/** The same store, whose watches tell of everything `delayMs` later: what it answers itself is as fresh as ever. */
export function lateStore(store: Store, clock: Clock, delayMs: number): Store {
  return {
    currentRevision: () => store.currentRevision(),
    status: () => store.status(),
    get: (key, options) => store.get(key, options),
    range: (options) => store.range(options),
    grantLease: (ttlMs) => store.grantLease(ttlMs),
    txn: (transaction) => store.txn(transaction),
    compact: (revision) => store.compact(revision),
    close: () => store.close(),
    watch(options, sink) {
      const late: (() => void)[] = [];
      const later = (call: () => void) => {
        late.push(call);
        // Timers of one instant fire in any order; what they tell stays in its own.
        clock.setTimer(delayMs, () => late.shift()?.());
      };
      return store.watch(options, {
        events: (batch) => later(() => sink.events(batch)),
        end: (error) => later(() => sink.end(error)),
      });
    },
  };
}
