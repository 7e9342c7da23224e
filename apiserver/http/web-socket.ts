import { type WebSocket, WebSocketServer } from 'ws';
import type { Encoder, WatchBody } from '../../apimachinery/index.ts';
import { pacedSink } from './paced-sink.ts';
import type { Upgrade } from './upgrade.ts';

/** Subprotocols that Kubernetes' watches speak. Whether events are bytes or text, their encoding decides, not the name. */
const protocols = ['binary.k8s.io', ''];

/** Watchers have nothing to say, and what they say is kept until its last byte. */
const messageBytesMax = 64 * 1024;

/** Who does not read gets no more pongs: they would wait here. */
const pongBacklogBytesMax = 64 * 1024;

const sockets = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  maxPayload: messageBytesMax,
  autoPong: false,
  handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
});

/**
 * A watch over WebSocket, one event a message, by default as JSON. A handshake that is none is refused. Mirrors kubernetes apiserver
 * pkg/endpoints/handlers/watch.go (HandleWS).
 */
export function watchOverSocket(
  { request, socket, head }: Upgrade,
  body: WatchBody,
  encoder?: Encoder,
): void {
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    webSocket.on('ping', (data) => {
      if (webSocket.bufferedAmount < pongBacklogBytesMax) webSocket.pong(data);
    });
    stream(webSocket, body, encoder);
  });
}

function stream(socket: WebSocket, body: WatchBody, encoder?: Encoder): void {
  const binary = encoder?.isText === false;
  const start = encoder?.stream?.lengthBytes ?? 0;
  const watch = body.subscribe(
    pacedSink({
      send: (events, gone) => {
        const last = events.length - 1;
        for (const [at, event] of events.entries()) {
          const frame = event.frame(encoder);
          socket.send(
            start === 0 ? frame : frame.subarray(start),
            { binary },
            at === last ? gone : undefined,
          );
        }
      },
      end: () => socket.close(),
      cut: () => socket.terminate(),
    }),
  );
  socket.on('close', () => watch.stop());
  socket.on('error', () => watch.stop());
}
