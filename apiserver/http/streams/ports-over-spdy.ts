import type { Duplex } from 'node:stream';
import { KubeletError, messageOf, type PortsBody } from '../../../apimachinery/index.ts';
import type { Upgrade } from '../upgrade.ts';
import { connectPort } from './connect-port.ts';
import { SpdySession, type SpdyStream } from './spdy/session.ts';
import { upgradeToSpdy } from './spdy-upgrade.ts';

/** What is spoken over it. */
export const portForwardProtocol = 'portforward.k8s.io';

/** Forwards ports over SPDY. */
export function portsOverSpdy(upgrade: Upgrade, body: PortsBody): void {
  const upgraded = upgradeToSpdy(upgrade, [portForwardProtocol]);
  if (upgraded !== undefined) forwardOver(upgraded.socket, body);
}

/**
 * For each connection a client opens two streams, one for bytes and one for errors, which say to which port. Mirrors the kubelet's
 * streaming server (portforward httpStreamHandler).
 */
export function forwardOver(socket: Duplex, body: PortsBody): void {
  const pairs = new Map<string, { error?: SpdyStream; data?: SpdyStream }>();
  new SpdySession(socket, (stream) => {
    const id = stream.headers.get('requestid') ?? '';
    const pair = pairs.get(id) ?? {};
    pairs.set(id, pair);
    stream.once('close', () => pairs.delete(id));
    if (stream.headers.get('streamtype') === 'error') pair.error = stream;
    else pair.data = stream;
    if (pair.error !== undefined && pair.data !== undefined) begin(pair.error, pair.data, body);
  });
}

function begin(error: SpdyStream, data: SpdyStream, body: PortsBody): void {
  const port = Number(data.headers.get('port'));
  const refuse = (why: string) => {
    error.end(`error forwarding port ${port} to pod: ${why}`);
    data.end();
    data.resume();
  };
  error.resume();
  data.once('close', () => error.end());
  forward(body, port, data, refuse);
}

/** Joins bytes with a port of a pod, or says why not. */
export function forward(body: PortsBody, port: number, data: Duplex, refuse: (why: string) => void): void {
  try {
    const found = body.open(port);
    if (found === undefined) refuse(refused(port));
    else connectPort(found, data, refuse);
  } catch (error) {
    if (!(error instanceof KubeletError)) throw error;
    refuse(messageOf(error));
  }
}

/** As container runtimes say it. */
function refused(port: number): string {
  return `failed to connect to localhost:${port} inside namespace, IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6 [::1]:${port}: connect: connection refused `;
}
