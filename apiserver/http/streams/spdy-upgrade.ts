import type { Duplex } from 'node:stream';
import { plainText } from '../refusals.ts';
import type { Upgrade } from '../upgrade.ts';

/** How long a connection may be silent. Mirrors the kubelet's streamingConnectionIdleTimeout. */
const idleMs = 4 * 60 * 60 * 1000;

/** When a silent connection is asked whether its other end is there. Mirrors Go's net. */
const probeMs = 15_000;

const versionHeader = 'X-Stream-Protocol-Version';

/**
 * Turns a connection to SPDY/3.1, with the first protocol of the client's that is accepted; undefined: there is none, which was told.
 * Mirrors k8s.io/streaming pkg/httpstream (Handshake).
 */
export function upgradeToSpdy(
  { request, socket, head }: Upgrade,
  accepted: readonly string[],
): { readonly protocol: string; readonly socket: Duplex } | undefined {
  const given = request.headers[versionHeader.toLowerCase()];
  const offered = String(given ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const protocol = offered.find((name) => accepted.includes(name));
  if (protocol === undefined) {
    socket.end(refusal(offered, accepted));
    return undefined;
  }
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n${versionHeader}: ${protocol}\r\n\r\n`,
  );
  limitIdle(socket);
  if (head.length > 0) socket.unshift(head);
  return { protocol, socket };
}

/** Ends a connection on which nothing is sent for very long. */
export function limitIdle(socket: Duplex): void {
  if ('setTimeout' in socket && typeof socket.setTimeout === 'function')
    socket.setTimeout(idleMs, () => socket.destroy());
  // Whose machine is gone does not say so.
  if ('setKeepAlive' in socket && typeof socket.setKeepAlive === 'function')
    socket.setKeepAlive(true, probeMs);
}

function refusal(offered: readonly string[], accepted: readonly string[]): string {
  if (offered.length === 0)
    return plainText(400, `unable to upgrade: header ${versionHeader} does not exist in request`);
  const says = `client supports [${offered.join(' ')}], server accepts [${accepted.join(' ')}]`;
  const names = accepted.map((name) => `X-Accepted-Stream-Protocol-Versions: ${name}\r\n`).join('');
  return plainText(403, `unable to upgrade: unable to negotiate protocol: ${says}\n`, names);
}
