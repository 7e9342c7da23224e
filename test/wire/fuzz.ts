import { connect, type Socket } from 'node:net';
import { deriveKey, type Random, rootKey, streamOf } from '../../environment/index.ts';
import { anyFrame } from './frames.ts';
import { mutate } from './mutate.ts';
import { anyRequest, handshake, lastRequest, oddRequest } from './requests.ts';

export interface FuzzOptions {
  readonly url: string;
  readonly seed: string;
  /** How many requests and frames are sent, whole or damaged. */
  readonly inputs: number;
  /** How many connections send at a time. */
  readonly connections: number;
}

export interface FuzzReport {
  readonly inputs: number;
  readonly connections: number;
  readonly answeredBytes: number;
  /** Of all that asked for it meanwhile. */
  readonly livezMsMax: number;
}

/** A connection that says nothing for so long is given up: it watches, or waits for the rest of a body. */
const silentMsMax = 1_000;

/** Longer than this nobody waits for `/livez`, not even on a loaded machine. */
const livezLimitMs = 20_000;

/**
 * Sends what clients never should, on many connections at a time, and asks for `/livez` meanwhile. Rejects when that is
 * not answered. Each conversation depends on the seed and its number alone.
 */
export async function fuzz({ url, seed, inputs, connections }: FuzzOptions): Promise<FuzzReport> {
  const root = rootKey(seed);
  const port = Number(new URL(url).port);
  const done = { inputs: 0, connections: 0, answeredBytes: 0 };
  const talk = async () => {
    while (done.inputs < inputs) {
      const conversation = plan(streamOf(deriveKey(root, `conversation/${done.connections++}`)));
      done.inputs += conversation.inputs;
      done.answeredBytes += await hold(conversation, port);
    }
  };
  // What is read when it is first needed is read now.
  for (const path of ['/openapi/v2', '/api/v1/pods', '/apis']) await (await fetch(url + path)).arrayBuffer();
  const talks = Promise.all(Array.from({ length: connections }, talk));
  let livezMsMax = 0;
  const alive = async () => {
    while (done.inputs < inputs) livezMsMax = Math.max(livezMsMax, await livezMs(url));
  };
  await Promise.all([talks, alive()]);
  return { ...done, livezMsMax: Math.max(livezMsMax, await livezMs(url)) };
}

interface Conversation {
  readonly writes: readonly Buffer[];
  readonly inputs: number;
  readonly end: 'wait' | 'half-close' | 'reset';
}

/** Many that can be read, one that may not be, and something to close it. */
function plan(random: Random): Conversation {
  const inputs = Array.from({ length: random.integer(40) }, () => latin1(anyRequest(random)));
  if (random.integer(5) === 0) {
    inputs.push(latin1(handshake()));
    for (let left = random.integer(40); left > 0; left--) inputs.push(anyFrame(random));
  }
  const odd = latin1(oddRequest(random));
  inputs.push(random.integer(2) === 0 ? odd : mutate(random, random.pick([odd, ...inputs])));
  if (random.integer(20) === 0) inputs.push(Buffer.from(random.bytes(random.integer(300))));
  inputs.push(latin1(lastRequest(random)));
  const end = random.pick(['wait', 'wait', 'half-close', 'reset'] as const);
  return { writes: pieces(random, Buffer.concat(inputs)), inputs: inputs.length, end };
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function pieces(random: Random, bytes: Buffer): readonly Buffer[] {
  const cuts = Array.from({ length: random.integer(4) }, () => random.integer(bytes.length)).sort(
    (a, b) => a - b,
  );
  return [0, ...cuts].map((from, at) => bytes.subarray(from, cuts[at] ?? bytes.length));
}

/** Resolves with the number of bytes that came back, once the connection is gone. */
function hold({ writes, end }: Conversation, port: number): Promise<number> {
  return new Promise((resolve) => {
    let answered = 0;
    const socket = connect(port, '127.0.0.1')
      .on('error', () => {})
      .on('data', (bytes) => {
        answered += bytes.length;
        timer.refresh();
      });
    const timer = setTimeout(() => socket.resetAndDestroy(), silentMsMax);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answered);
    });
    void send(socket, writes).then(() => {
      if (end === 'half-close') socket.end();
      if (end === 'reset') socket.resetAndDestroy();
    });
  });
}

async function send(socket: Socket, writes: readonly Buffer[]): Promise<void> {
  for (const bytes of writes) await new Promise((written) => socket.write(bytes, written));
}

async function livezMs(url: string): Promise<number> {
  const start = performance.now();
  const answer = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(livezLimitMs) });
  if ((await answer.text()) !== 'ok') throw new Error(`/livez answered ${answer.status}`);
  return performance.now() - start;
}
