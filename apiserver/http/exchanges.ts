import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * What is under way on each connection. Requests may be sent before earlier ones are answered, and answers keep their
 * order: what ends or changes a connection has to wait for its turn.
 */
export class Exchanges {
  /** The newest answer of a connection is the last to be over. */
  readonly #newest = new WeakMap<Duplex, ServerResponse>();
  readonly #concluded = new WeakSet<Duplex>();

  begin(socket: Duplex, response: ServerResponse): void {
    this.#newest.set(socket, response);
  }

  /** Calls `then` when all that was asked before is answered; never if the connection is closed first. */
  whenOver(socket: Duplex, then: () => void): void {
    const newest = this.#newest.get(socket);
    if (newest === undefined || isOver(newest)) then();
    else newest.once('close', () => socket.destroyed || then());
  }

  /** That an answer waits for the rest of its request: it is its turn, and nothing of it has been sent. */
  isUnanswered(socket: Duplex): boolean {
    const newest = this.#newest.get(socket);
    return newest?.socket === socket && !newest.req.complete && !newest.headersSent;
  }

  /**
   * Calls `then` once when the last word on a connection can be said: after what was asked before, or instead of an
   * answer to a request that cannot be read to its end. Closes the connection where neither is possible.
   */
  conclude(socket: Duplex, then: () => void): void {
    if (this.#concluded.has(socket)) return;
    this.#concluded.add(socket);
    const newest = this.#newest.get(socket);
    if (newest === undefined || newest.req.complete) this.whenOver(socket, then);
    else if (isOver(newest) || this.isUnanswered(socket)) then();
    else socket.destroy();
  }
}

/** Sent, and no longer bound to its connection. */
function isOver(response: ServerResponse): boolean {
  return response.writableFinished && response.socket === null;
}
