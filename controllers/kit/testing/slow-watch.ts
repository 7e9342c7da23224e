import type { ApiResponse, WatchBody, WatchEvent, WatchStreamSink } from '../../../apimachinery/index.ts';
import type { Clock } from '../../../environment/index.ts';

/** The answer, whose events come later, in order, if it is a watch. */
export function slowedWatch(response: ApiResponse, clock: Clock, delayMs: number): ApiResponse {
  const { body } = response;
  if (body.type !== 'watch' || delayMs === 0) return response;
  const slow: WatchBody = {
    type: 'watch',
    subscribe: (sink) => body.subscribe(new SlowSink(sink, clock, delayMs)),
  };
  return { ...response, body: slow };
}

class SlowSink implements WatchStreamSink {
  readonly #sink: WatchStreamSink;
  readonly #clock: Clock;
  readonly #delayMs: number;
  readonly #waiting: { readonly atMs: number; readonly events: readonly WatchEvent[] }[] = [];

  constructor(sink: WatchStreamSink, clock: Clock, delayMs: number) {
    this.#sink = sink;
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  events(batch: readonly WatchEvent[]): void {
    this.#waiting.push({ atMs: this.#clock.now() + this.#delayMs, events: batch });
    if (this.#waiting.length === 1) this.#arm();
  }

  end(): void {
    this.#sink.end();
  }

  /** One timer for the first: what is due at one instant would else come in any order. */
  #arm(): void {
    const first = this.#waiting[0];
    if (first === undefined) return;
    this.#clock.setTimer(first.atMs - this.#clock.now(), () => {
      this.#waiting.shift();
      this.#sink.events(first.events);
      this.#arm();
    });
  }
}
