import type { RawData, WebSocket } from 'ws';
import type { ProcessBody } from '../../../apimachinery/index.ts';
import type { Upgrade } from '../upgrade.ts';
import { ByteQueue } from './byte-queue.ts';
import { sendPaced, socketOpener } from './open-socket.ts';
import { endStatus, endText } from './process-end.ts';

/** Each message begins with its channel. */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, close: 255 } as const;

const binary = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'channel.k8s.io'];
const base64 = ['v4.base64.channel.k8s.io', 'base64.channel.k8s.io'];

const open = socketOpener([...binary, ...base64, '']);

/**
 * Runs a process over a WebSocket. Mirrors the kubelet's streaming server (createWebSocketStreams) and k8s.io/streaming
 * pkg/httpstream/wsstream. What is said of the terminal's size is taken and not used.
 */
export function processOverSocket(upgrade: Upgrade, body: ProcessBody): void {
  open(upgrade, (socket) => void run(socket, body));
}

async function run(socket: WebSocket, { streams, run }: ProcessBody): Promise<void> {
  const { protocol } = socket;
  const encode = base64.includes(protocol) ? base64Message : binaryMessage;
  const gone = new AbortController();
  const stdin = new ByteQueue(
    () => socket.pause(),
    () => socket.resume(),
  );
  if (!streams.stdin) stdin.end();
  socket.on('message', (data) => receive(data, base64.includes(protocol), stdin));
  socket.on('close', () => {
    gone.abort();
    stdin.end();
  });
  const send = (channel: number, bytes: Uint8Array) => sendPaced(socket, encode(channel, bytes));
  // So that the client knows that somebody is there.
  const [first = 'error'] = (['stdout', 'stderr'] as const).filter((name) => streams[name]);
  await send(channels[first], nothing);
  const end = await run({
    stdin,
    stdout: (bytes) => (streams.stdout ? send(channels.stdout, bytes) : Promise.resolve()),
    stderr: (bytes) => (streams.stderr ? send(channels.stderr, bytes) : Promise.resolve()),
    gone: gone.signal,
  });
  const tells = /^v[45]/.test(protocol) ? endStatus(end) : endText(end);
  await send(channels.error, Buffer.from(tells));
  socket.close(1000);
}

const nothing = new Uint8Array();

function receive(data: RawData, isBase64: boolean, stdin: ByteQueue): void {
  const message = Buffer.isBuffer(data)
    ? data
    : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]);
  const channel = isBase64 ? Number(message.toString('latin1', 0, 1)) : message[0];
  const bytes = message.subarray(1);
  if (channel === channels.stdin)
    stdin.add(isBase64 ? Buffer.from(bytes.toString('latin1'), 'base64') : bytes);
  // Since version 5 a client can say that it will type no more.
  if (channel === channels.close && bytes[0] === channels.stdin) stdin.end();
}

function binaryMessage(channel: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([channel]), bytes]);
}

function base64Message(channel: number, bytes: Uint8Array): string {
  return channel + Buffer.from(bytes).toString('base64');
}
