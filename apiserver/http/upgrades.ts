import type { ApiServer } from '../api-server.ts';
import { apiRequest } from './api-request.ts';
import type { Upgrade, Upgrader, Upgrades } from './upgrade.ts';
import { watchOverSocket } from './web-socket.ts';

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
