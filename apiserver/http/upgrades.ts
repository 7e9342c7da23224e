import type { ApiServer } from '../api-server.ts';
import { apiRequest } from './api-request.ts';
import type { Upgrade } from './door.ts';
import { watchOverSocket } from './web-socket.ts';

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

/** What connections to an API server may become. */
export function upgradesOf(server: Pick<ApiServer, 'handle'>): Upgrades {
  return new Map<string, Upgrader>([
    ['websocket', { methods: ['GET'], enter: (url, upgrade) => watchBySocket(server, url, upgrade) }],
  ]);
}

async function watchBySocket(
  server: Pick<ApiServer, 'handle'>,
  url: string,
  upgrade: Upgrade,
): Promise<boolean> {
  const { body, encoder } = await server.handle(apiRequest(upgrade.request, url));
  if (body.type === 'watch') watchOverSocket(upgrade, body, encoder);
  return body.type === 'watch';
}
