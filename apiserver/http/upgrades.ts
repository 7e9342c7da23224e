import { apiRequest } from './api-request.ts';
import type { HttpHandler } from './http-handler.ts';
import { portsOverSocket } from './streams/ports-over-socket.ts';
import { portsOverSpdy } from './streams/ports-over-spdy.ts';
import { processOverSocket } from './streams/process-over-socket.ts';
import { processOverSpdy } from './streams/process-over-spdy.ts';
import type { Upgrade, Upgrader, Upgrades } from './upgrade.ts';
import { watchOverSocket } from './web-socket.ts';

/** What connections may become. */
export function upgradesOf(server: HttpHandler): Upgrades {
  return new Map<string, Upgrader>([
    ['websocket', { methods: ['GET'], enter: (url, upgrade) => overSocket(server, url, upgrade) }],
    ['spdy/3.1', { methods: ['GET', 'POST'], enter: (url, upgrade) => overSpdy(server, url, upgrade) }],
  ]);
}

async function overSocket(server: HttpHandler, url: string, upgrade: Upgrade): Promise<boolean> {
  const { body, encoder } = await server.handle(apiRequest(upgrade.request, url), upgrade.socket);
  if (body.type === 'watch') watchOverSocket(upgrade, body, encoder);
  else if (body.type === 'process') processOverSocket(upgrade, body);
  else if (body.type === 'ports') portsOverSocket(upgrade, body);
  else return false;
  return true;
}

async function overSpdy(server: HttpHandler, url: string, upgrade: Upgrade): Promise<boolean> {
  const { body } = await server.handle(apiRequest(upgrade.request, url), upgrade.socket);
  if (body.type === 'process') processOverSpdy(upgrade, body);
  else if (body.type === 'ports') portsOverSpdy(upgrade, body);
  else return false;
  return true;
}
