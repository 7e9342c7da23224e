import type { Environment } from '../../environment/index.ts';
import { type Store, StoreError } from '../../store/index.ts';

type CompactedStore = Pick<Store, 'currentRevision' | 'compact'>;

/** Mirrors kubernetes apiserver (--etcd-compaction-interval). */
export const compactionIntervalMsDefault = 5 * 60_000;

/**
 * Forgets, each interval, what was superseded by the end of the interval before: between one and two intervals of
 * history are kept. Mirrors kubernetes apiserver pkg/storage/etcd3/compact.go. An interval of 0 keeps all history.
 */
export async function startCompactor(
  environment: Environment,
  store: CompactedStore,
  intervalMs = compactionIntervalMsDefault,
): Promise<void> {
  if (intervalMs <= 0) return;
  let seenRevision = await store.currentRevision();
  const tick = (): void => {
    environment.spawn('compaction', async () => {
      const revision = seenRevision;
      seenRevision = await store.currentRevision();
      await compact(store, revision);
    });
    schedule();
  };
  const schedule = () => environment.clock.setTimer(intervalMs, tick, { background: true });
  schedule();
}

async function compact(store: CompactedStore, revision: number): Promise<void> {
  try {
    await store.compact(revision);
  } catch (error) {
    // Nothing was written meanwhile, another server of the same store was first, the store is being closed, or it cannot write just now: next time.
    if (!(error instanceof StoreError) || error.code === 'DAMAGED') throw error;
  }
}
