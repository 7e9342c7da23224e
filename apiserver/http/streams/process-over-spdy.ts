import { once } from 'node:events';
import type { ProcessBody } from '../../../apimachinery/index.ts';
import type { Upgrade } from '../upgrade.ts';
import { endStatus, endText } from './process-end.ts';
import { SpdySession, type SpdyStream } from './spdy/session.ts';
import { upgradeToSpdy } from './spdy-upgrade.ts';

const versions = ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io'];

/** How long a client may take until its streams are there. Mirrors the kubelet's streamCreationTimeout. */
const creationMs = 30_000;

/** Runs a process over SPDY, which clients before WebSockets speak. Mirrors the kubelet's streaming server (createHTTPStreamStreams). */
export function processOverSpdy(upgrade: Upgrade, body: ProcessBody): void {
  const upgraded = upgradeToSpdy(upgrade, versions);
  if (upgraded === undefined) return;
  const { protocol, socket } = upgraded;
  const streams = new Map<string, SpdyStream>();
  const missing = new Set(expectedStreams(body, protocol));
  const late = setTimeout(() => socket.destroy(), creationMs);
  socket.once('close', () => clearTimeout(late));
  const session = new SpdySession(socket, (stream) => {
    const name = stream.headers.get('streamtype') ?? '';
    if (!missing.delete(name)) {
      stream.destroy();
      return;
    }
    streams.set(name, stream);
    if (missing.size > 0) return;
    clearTimeout(late);
    void run(session, streams, body, protocol, socket);
  });
}

function expectedStreams({ streams }: ProcessBody, protocol: string): readonly string[] {
  const { stdin, stdout, stderr, tty } = streams;
  const sizes = tty && /^v[34]/.test(protocol);
  const all = { error: true, stdin, stdout, stderr, resize: sizes };
  return Object.entries(all).flatMap(([name, wanted]) => (wanted ? [name] : []));
}

async function run(
  session: SpdySession,
  streams: ReadonlyMap<string, SpdyStream>,
  body: ProcessBody,
  protocol: string,
  socket: { once(event: 'close', listener: () => void): unknown },
): Promise<void> {
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  // What it says of the terminal's size is not used.
  streams.get('resize')?.resume();
  const end = await body.run({
    stdin: readable(streams.get('stdin')),
    stdout: writer(streams.get('stdout')),
    stderr: writer(streams.get('stderr')),
    gone: gone.signal,
  });
  const tells = protocol.startsWith('v4') ? endStatus(end) : endText(end);
  const ends = [...streams].map(([name, stream]) => ended(stream, name === 'error' ? tells : ''));
  await Promise.all(ends);
  session.end();
}

/** Resolves when all is sent, or nobody is there. */
function ended(stream: SpdyStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) resolve();
    else stream.once('close', resolve).end(text, () => resolve());
  });
}

/** Ends, where the other end breaks off too. */
async function* readable(stream: SpdyStream | undefined): AsyncGenerator<Uint8Array> {
  if (stream === undefined) return;
  try {
    // The stream has another direction, which is ended with the process.
    for await (const bytes of stream.iterator({ destroyOnReturn: false })) yield bytes as Buffer;
  } catch {
    // Its client is gone.
  }
}

function writer(stream: SpdyStream | undefined): (bytes: Uint8Array) => Promise<void> {
  return async (bytes) => {
    if (stream === undefined || !stream.writable || bytes.length === 0) return;
    if (!stream.write(bytes))
      await Promise.race([once(stream, 'drain'), once(stream, 'close')]).catch(() => {});
  };
}
