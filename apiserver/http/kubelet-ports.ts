import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { kubeletHandler } from '../subresources/streams/kubelet-handler.ts';
import { openDoor } from './http-server.ts';
import type { ServeKubeletsOptions } from './serve-kubelets.ts';

/** The ports that kubelets listen on. */
export interface KubeletPorts {
  /** By the name of the node. */
  port(node: string): number | undefined;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** One server for all of them: which node is asked, the port says that a connection has come by. See `serveKubelets`. */
export async function openKubeletPorts(options: ServeKubeletsOptions): Promise<KubeletPorts> {
  const { nodes, kubelets, host, certificate, privateKey, clientAuthorities, now } = options;
  const secureContext = createSecureContext({
    cert: certificate,
    key: privateKey,
    ...(clientAuthorities !== undefined && { ca: clientAuthorities }),
  });
  const nodeBy = new WeakMap<object, string>();
  const isAllowed = (socket: object) =>
    clientAuthorities === undefined || (socket instanceof TLSSocket && socket.authorized);
  const nodeOf = (socket: object) => (isAllowed(socket) ? nodeBy.get(socket) : undefined);
  const { door, app } = openDoor(kubeletHandler({ kubelets, nodeOf, now }), options);
  await app.ready();
  const listeners = new Map<string, Server>();
  const close = async () => {
    for (const listener of listeners.values()) listener.close();
    door.closeConnections();
    await app.close();
  };
  try {
    for (const node of nodes) {
      const accept = (socket: Socket) => {
        const secure = new TLSSocket(socket, {
          isServer: true,
          secureContext,
          requestCert: clientAuthorities !== undefined,
          rejectUnauthorized: false,
        });
        nodeBy.set(secure, node);
        door.server.emit('connection', secure);
      };
      const listener = createServer(accept);
      listeners.set(node, listener);
      await listening(listener, host);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    port: (node) => (listeners.get(node)?.address() as AddressInfo | null | undefined)?.port,
    close,
  };
}

function listening(listener: Server, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Kept: later a connection that cannot be taken, as without file descriptors, is told here, and ends nothing.
    listener.on('error', reject).listen(0, host, resolve);
  });
}
