import type { IncomingMessage } from 'node:http';
import { type RawData, WebSocket } from 'ws';
import {
  goNetworkError,
  messageOf,
  type ProcessEnd,
  type ProcessStreams,
} from '../../../apimachinery/index.ts';
import { sendPaced } from '../streams/open-socket.ts';
import { endOfStatus } from '../streams/process-end.ts';
import { bodyOf, dialMs } from './kubelet-requests.ts';

function open(url: string, protocol: string): WebSocket {
  return new WebSocket(url, protocol, { rejectUnauthorized: false, handshakeTimeout: dialMs });
}

/** The channels of a process. */
const stdin = 0;
const close = 255;

/** A process of the kubelet's, until it ends or the client is gone. Never rejects. */
export function runOver(url: string, streams: ProcessStreams): Promise<ProcessEnd> {
  const socket = open(url, 'v5.channel.k8s.io');
  const sinks: Readonly<Record<number, (bytes: Uint8Array) => Promise<void>>> = {
    1: (bytes) => streams.stdout(bytes),
    2: (bytes) => streams.stderr(bytes),
  };
  let said = '';
  return converse(socket, streams, {
    input: (bytes) => sendPaced(socket, Buffer.concat([Buffer.from([stdin]), bytes])),
    inputEnd: () => void sendPaced(socket, Buffer.from([close, stdin])),
    async message(channel, bytes) {
      if (channel === 3) said += String(bytes);
      else await sinks[channel]?.(bytes);
    },
    end: () => endOfStatus(said),
  });
}

/** One port by two channels: bytes, and why there are none. The first message of each names the port. */
export function forwardOver(url: string, streams: ProcessStreams): Promise<ProcessEnd> {
  const socket = open(url, 'v4.channel.k8s.io');
  const named = new Set<number>();
  let problem = '';
  return converse(socket, streams, {
    input: (bytes) => sendPaced(socket, Buffer.concat([Buffer.from([0]), bytes])),
    // The protocol has no word for it.
    inputEnd: () => {},
    async message(channel, bytes) {
      if (!named.has(channel)) named.add(channel);
      else if (channel === 0) await streams.stdout(bytes);
      else problem += String(bytes);
    },
    end: () => (problem === '' ? { exitCode: 0 } : { problem }),
  });
}

interface Conversation {
  input(bytes: Uint8Array): Promise<void>;
  inputEnd(): void;
  message(channel: number, bytes: Uint8Array): Promise<void>;
  /** What came to an end with the connection. */
  end(): ProcessEnd;
}

/** Messages one after the other, until the connection is closed or the client is gone. Never rejects. */
function converse(
  socket: WebSocket,
  { stdin: input, gone }: ProcessStreams,
  conversation: Conversation,
): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    let handled = Promise.resolve();
    let problem: string | undefined;
    gone.addEventListener('abort', () => socket.terminate(), { once: true });
    socket.once('open', () => void send(input, conversation));
    socket.on('message', (data: RawData) => {
      const message = data as Buffer;
      socket.pause();
      handled = handled
        .then(() => conversation.message(message[0] ?? 0, message.subarray(1)))
        .then(() => socket.resume());
    });
    socket.once('unexpected-response', (_request, response: IncomingMessage) => {
      void refusalOf(response).then((said) => {
        problem = said;
        socket.terminate();
      });
    });
    socket.once('error', (error: Error) => {
      problem ??= `error dialing backend: ${goNetworkError(error, new URL(socket.url))}`;
    });
    socket.once('close', () => {
      void handled.then(() => resolve(problem === undefined ? conversation.end() : { problem }));
    });
    if (gone.aborted) socket.terminate();
  });
}

async function send(input: AsyncIterable<Uint8Array>, conversation: Conversation): Promise<void> {
  for await (const bytes of input) await conversation.input(bytes);
  conversation.inputEnd();
}

/** What the kubelet says in place of a connection. */
async function refusalOf(response: IncomingMessage): Promise<string> {
  try {
    return String(await bodyOf(response)).trim();
  } catch (error) {
    return messageOf(error);
  }
}
