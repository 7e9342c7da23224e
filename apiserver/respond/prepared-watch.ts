import {
  type KubeObject,
  StatusError,
  type WatchBody,
  type WatchEvent,
  type WatchStreamSink,
} from '../../apimachinery/index.ts';
import { EncodedEvent } from '../storage/stored-object.ts';

type Prepare = (objects: readonly KubeObject[]) => Promise<void> | undefined;

/**
 * A watch whose events must be got ready before they can be made into what is sent. Events stay in order: as long as some are
 * not ready, those after them wait. What cannot be got ready ends the watch with an ERROR.
 */
export function preparedWatch(
  body: WatchBody,
  transform: (event: WatchEvent) => WatchEvent,
  prepare: Prepare,
): WatchBody {
  return {
    type: 'watch',
    subscribe(sink) {
      const delivery = new Delivery(sink, transform, prepare, () => stream.stop());
      const stream = body.subscribe(delivery);
      return stream;
    },
  };
}

class Delivery implements WatchStreamSink {
  readonly #sink: WatchStreamSink;
  readonly #transform: (event: WatchEvent) => WatchEvent;
  readonly #prepare: Prepare;
  readonly #stop: () => void;
  readonly ready?: () => Promise<void>;
  /** Until all that came so far has been sent. */
  #busy: Promise<void> | undefined;
  #ended = false;

  constructor(
    sink: WatchStreamSink,
    transform: (event: WatchEvent) => WatchEvent,
    prepare: Prepare,
    stop: () => void,
  ) {
    this.#sink = sink;
    this.#transform = transform;
    this.#prepare = prepare;
    this.#stop = stop;
    if (sink.ready !== undefined)
      this.ready = () => (this.#busy ?? Promise.resolve()).then(() => sink.ready?.());
  }

  events(batch: readonly WatchEvent[]): void {
    const before = this.#busy;
    const preparing =
      before === undefined ? this.#prepareAll(batch) : before.then(() => this.#prepareAll(batch));
    if (preparing === undefined) this.#send(batch);
    else this.#wait(preparing.then(() => this.#send(batch)));
  }

  end(error?: Error): void {
    if (this.#busy === undefined) this.#end(error);
    else this.#wait(this.#busy.then(() => this.#end(error)));
  }

  #wait(sending: Promise<void>): void {
    const busy = sending
      .catch((error: unknown) => this.#fail(error))
      .then(() => {
        if (this.#busy === busy) this.#busy = undefined;
      });
    this.#busy = busy;
  }

  #prepareAll(batch: readonly WatchEvent[]): Promise<void> | undefined {
    return this.#prepare(batch.filter(isOfObject).map(({ object }) => object));
  }

  #send(batch: readonly WatchEvent[]): void {
    if (!this.#ended) this.#sink.events(batch.map(this.#transform));
  }

  #end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink.end(error);
  }

  #fail(error: unknown): void {
    if (!(error instanceof StatusError)) throw error;
    this.#stop();
    if (this.#ended) return;
    this.#sink.events([new EncodedEvent('ERROR', error.status as unknown as KubeObject)]);
    this.#end();
  }
}

function isOfObject({ type }: WatchEvent): boolean {
  return type !== 'ERROR' && type !== 'BOOKMARK';
}
