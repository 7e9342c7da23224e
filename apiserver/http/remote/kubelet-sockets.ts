import type { IncomingMessage } from 'node:http';
import { type RawData, WebSocket } from 'ws';
import {
  goNetworkError,
  messageOf,
  type ProcessEnd,
  type ProcessStreams,
} from '../../../apimachinery/index.ts';
import { messageBytesMax, sendPaced } from '../streams/open-socket.ts';
import { endOfStatus } from '../streams/process-end.ts';
import { bodyOf, dialMs } from './kubelet-requests.ts';

/** The channels of a process. */
const stdin = 0;
const close = 255;

/** Of what it says of itself so much is kept. */
const textMax = 64 * 1024;

/** A process of the kubelet's, until it ends or the client is gone. Never rejects. */
export function runOver(url: string, streams: ProcessStreams): Promise<ProcessEnd> {
  let said = '';
  return converse(url, 'v5.channel.k8s.io', streams, (send) => ({
    input: (bytes) => send(Buffer.concat([Buffer.from([stdin]), bytes])),
    inputEnd: () => send(Buffer.from([close, stdin])),
    async message(channel, bytes) {
      if (channel === 1) await streams.stdout(bytes);
      else if (channel === 2) await streams.stderr(bytes);
      else if (channel === 3) said = more(said, bytes);
    },
    end: () => endOfStatus(said),
  }));
}

/** One port by two channels: bytes, and why there are none. The first message of each names the port. */
export function forwardOver(url: string, streams: ProcessStreams): Promise<ProcessEnd> {
  const named = new Set<number>();
  let problem = '';
  return converse(url, 'v4.channel.k8s.io', streams, (send) => ({
    input: (bytes) => send(Buffer.concat([Buffer.from([0]), bytes])),
    // The protocol has no word for it.
    inputEnd: async () => {},
    async message(channel, bytes) {
      if (!named.has(channel)) named.add(channel);
      else if (channel === 0) await streams.stdout(bytes);
      else problem = more(problem, bytes);
    },
    end: () => (problem === '' ? { exitCode: 0 } : { problem }),
  }));
}

function more(text: string, bytes: Uint8Array): string {
  return (text + String(bytes)).slice(0, textMax);
}

interface Conversation {
  input(bytes: Uint8Array): Promise<void>;
  inputEnd(): Promise<void>;
  message(channel: number, bytes: Uint8Array): Promise<void>;
  /** What came to an end with the connection. */
  end(): ProcessEnd;
}

/** Messages one after the other, until the connection is closed or the client is gone. Never rejects. */
function converse(
  url: string,
  protocol: string,
  { stdin: input, gone }: ProcessStreams,
  begin: (send: (bytes: Uint8Array) => Promise<void>) => Conversation,
): Promise<ProcessEnd> {
  const options = { rejectUnauthorized: false, handshakeTimeout: dialMs, maxPayload: messageBytesMax };
  const socket = new WebSocket(url, protocol, options);
  const conversation = begin((bytes) => sendPaced(socket, bytes));
  return new Promise((resolve) => {
    let handled = Promise.resolve();
    let problem: string | undefined;
    const fail = (why: string) => {
      problem ??= why;
      socket.terminate();
    };
    gone.addEventListener('abort', () => socket.terminate(), { once: true });
    socket.once('open', () => void sendAll(input, conversation).catch((error) => fail(messageOf(error))));
    socket.on('message', (data: RawData) => {
      const message = data as Buffer;
      socket.pause();
      handled = handled
        .then(() => conversation.message(message[0] ?? 0, message.subarray(1)))
        .catch((error) => fail(messageOf(error)))
        .then(() => socket.resume());
    });
    socket.once('unexpected-response', (_request, response: IncomingMessage) => {
      void refusalOf(response).then(fail);
    });
    socket.on('error', (error: Error) => {
      fail(`error dialing backend: ${goNetworkError(error, new URL(url))}`);
    });
    socket.once('close', () => {
      void handled.then(() => resolve(problem === undefined ? conversation.end() : { problem }));
    });
    if (gone.aborted) socket.terminate();
  });
}

async function sendAll(input: AsyncIterable<Uint8Array>, conversation: Conversation): Promise<void> {
  for await (const bytes of input) await conversation.input(bytes);
  await conversation.inputEnd();
}

/** What the kubelet says in place of a connection. */
async function refusalOf(response: IncomingMessage): Promise<string> {
  try {
    return String(await bodyOf(response)).trim();
  } catch (error) {
    return messageOf(error);
  }
}
