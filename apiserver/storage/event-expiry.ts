import { isNotFound, type KubeObject } from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import { StoreError } from '../../store/index.ts';
import type { Cacher } from '../cache/cacher.ts';
import { Watcher } from '../cache/watcher.ts';
import { type ObjectStorage, REMOVE } from './object-storage.ts';
import type { StoredObject } from './stored-object.ts';

/** Mirrors kubernetes apiserver (--event-ttl). */
export const eventTtlMs = 3_600_000;

const origin = { verb: 'delete', subresource: '', by: 'apiserver', cause: undefined, dryRun: false };

/**
 * Removes events an hour after they were last written. Differs from Kubernetes, where each has a lease in etcd: here
 * they wait in the order of their writes behind one timer, and start anew with the server.
 */
export function startEventExpiry(
  environment: Environment,
  cacher: Cacher,
  events: ObjectStorage,
  ttlMs = eventTtlMs,
): void {
  const { clock } = environment;
  const waiting: { readonly stored: StoredObject; readonly atMs: number }[] = [];
  let scheduled = false;
  const schedule = (): void => {
    const first = waiting[0];
    if (scheduled || first === undefined) return;
    scheduled = true;
    clock.setTimer(first.atMs - clock.now(), expire, { background: true });
  };
  const expire = (): void => {
    scheduled = false;
    const now = clock.now();
    const count = waiting.findIndex(({ atMs }) => atMs > now);
    const due = waiting.splice(0, count < 0 ? waiting.length : count);
    environment.spawn('event-expiry', async () => {
      for (const { stored } of due) {
        await environment.turn();
        if (!(await remove(events, stored))) keep(stored);
      }
    });
    schedule();
  };
  const keep = (stored: StoredObject): void => {
    waiting.push({ stored, atMs: clock.now() + ttlMs });
    schedule();
  };
  for (const [, stored] of events.cache.select({ namespace: '', name: '' })) keep(stored);
  cacher.addWatcher(events.cache, new ChangeWatcher(environment, cacher.revision, keep));
}

/**
 * An event that was counted up meanwhile is another state, which waits further back. False: the store cannot write just
 * now, and so it waits as long again.
 */
async function remove(events: ObjectStorage, { object }: StoredObject): Promise<boolean> {
  const { namespace = '', name = '', resourceVersion } = object.metadata ?? {};
  const unchanged = (current: KubeObject) => current.metadata?.resourceVersion === resourceVersion;
  try {
    await events.update(namespace, name, (current) => (unchanged(current) ? REMOVE : current), origin);
  } catch (error) {
    if (error instanceof StoreError) return false;
    if (!isNotFound(error)) throw error;
  }
  return true;
}

/** Sees what was stored, and not what clients see of it. */
class ChangeWatcher extends Watcher {
  readonly #onStored: (stored: StoredObject) => void;

  constructor(environment: Environment, afterRevision: number, onStored: (stored: StoredObject) => void) {
    super(environment, { namespace: '', name: '' }, afterRevision, { events() {}, end() {} });
    this.#onStored = onStored;
  }

  override offer(event: Parameters<Watcher['offer']>[0]): boolean {
    if (event.current !== undefined) this.#onStored(event.current);
    return false;
  }
}
