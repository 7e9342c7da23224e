import { type KubeObject, StatusError } from '../../apimachinery/index.ts';
import { EncodedEvent } from '../storage/stored-object.ts';
import type { CacheEvent } from './cache-event.ts';
import type { CacheWatcher, Selection, Watcher } from './watcher.ts';

/**
 * A watch whose selector reads what has to be got ready first: custom resources in a version that a webhook makes. Events stay
 * in order: as long as one is not ready, those after it wait. What cannot be got ready ends the watch with an ERROR.
 */
export class PreparingWatcher implements CacheWatcher {
  readonly #watcher: Watcher;
  readonly #prepare: NonNullable<Selection['prepare']>;
  /** Until all that came so far has been judged. */
  #busy: Promise<void> | undefined;

  /** `initial`: what the first events of the watcher are of. */
  constructor(
    watcher: Watcher,
    prepare: NonNullable<Selection['prepare']>,
    initial: readonly KubeObject[] = [],
  ) {
    this.#watcher = watcher;
    this.#prepare = prepare;
    this.#after(prepare(initial), () => {});
  }

  get selection(): Selection {
    return this.#watcher.selection;
  }

  get seenRevision(): number {
    return this.#watcher.seenRevision;
  }

  offer(event: CacheEvent): boolean {
    const { current, previous } = event;
    const objects = [current, previous].flatMap((stored) => (stored === undefined ? [] : [stored.object]));
    let offered = false;
    this.#after(this.#prepare(objects), () => {
      offered = this.#watcher.offer(event);
    });
    return offered;
  }

  push(event: EncodedEvent): void {
    this.#after(undefined, () => this.#watcher.push(event));
  }

  flush(): void {
    if (this.#busy === undefined) this.#watcher.flush();
  }

  ready(): Promise<void> | undefined {
    return this.#busy ?? this.#watcher.ready();
  }

  end(error?: Error): void {
    this.#after(undefined, () => this.#watcher.end(error));
  }

  drop(): void {
    this.#watcher.drop();
  }

  /** At once where nothing has to be waited for, else in its turn. */
  #after(preparing: Promise<void> | undefined, act: () => void): void {
    if (preparing === undefined && this.#busy === undefined) {
      act();
      return;
    }
    const busy = Promise.all([this.#busy, preparing])
      .then(act)
      .catch((error: unknown) => this.#fail(error))
      .then(() => {
        if (this.#busy !== busy) return;
        this.#busy = undefined;
        this.#watcher.flush();
      });
    this.#busy = busy;
  }

  #fail(error: unknown): void {
    if (!(error instanceof StatusError)) throw error;
    this.#watcher.push(new EncodedEvent('ERROR', error.status as unknown as KubeObject));
    this.#watcher.end();
  }
}
