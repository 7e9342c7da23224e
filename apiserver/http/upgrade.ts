import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** A connection that Node has taken out of its server because its request asks to become something else. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What has come after the request's head. */
  readonly head: Buffer;
}

/** One way in which a connection may become something else than HTTP. */
export interface Upgrader {
  /** Of the requests that may ask for it. */
  readonly methods: readonly string[];
  /**
   * Takes the connection of such a request for `url`. Resolves with false where this cannot be had there: nothing has been
   * written then, and the request is answered as if it did not ask.
   */
  enter(url: string, upgrade: Upgrade): Promise<boolean>;
}

/** By the lower-case name in a request's Upgrade header. */
export type Upgrades = ReadonlyMap<string, Upgrader>;
