import type { WatchEvent, WatchStreamSink } from '../../apimachinery/index.ts';

/** The connection of one watcher. */
export interface WatchConnection {
  /** Sends events; calls `gone` once when the network has taken them, or never will. */
  send(events: readonly WatchEvent[], gone: () => void): void;
  /** Ends it after what was sent. */
  end(): void;
  /** Ends it at once. */
  cut(): void;
}

/** A watch's sink that is ready for more when the network has taken what was sent. */
export function pacedSink(connection: WatchConnection): WatchStreamSink {
  let underWay = 0;
  let wake: (() => void) | undefined;
  const gone = () => {
    underWay -= 1;
    if (underWay === 0) wake?.();
  };
  return {
    events(batch) {
      underWay += 1;
      connection.send(batch, gone);
    },
    ready: () =>
      new Promise((resolve) => {
        // A network that takes everything at once would otherwise hold up all others.
        wake = () => setImmediate(resolve);
        if (underWay === 0) wake();
      }),
    end: (error) => (error === undefined ? connection.end() : connection.cut()),
  };
}
