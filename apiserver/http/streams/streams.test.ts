import { once } from 'node:events';
import { createServer } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ProcessEnd, ProcessStreams } from '../../../apimachinery/index.ts';
import type { HttpServer } from '../../index.ts';
import { fakeKubelet } from '../../testing/fake-kubelet.ts';
import { serveApi } from '../testing/serve-api.ts';
import { type SpdyClient, spdyClient } from '../testing/spdy-client.ts';

const pod = '/api/v1/namespaces/default/pods/web';
const exec = `${pod}/exec?command=run&command=it&stdin=1&stdout=1&stderr=1`;

let http: HttpServer;
/** What the process of the only container does. */
let program: (streams: ProcessStreams) => Promise<ProcessEnd>;
let commands: (readonly string[])[];
let localPort: number | undefined;
/** Ends the container that listens. */
let end: () => void;

const cat = async ({ stdin, stdout, stderr }: ProcessStreams): Promise<ProcessEnd> => {
  for await (const bytes of stdin) await stdout(bytes);
  await stderr(Buffer.from('done'));
  return { exitCode: 3 };
};

beforeEach(async () => {
  program = cat;
  commands = [];
  localPort = undefined;
  const kubelet = fakeKubelet({
    exec(_of, command) {
      commands.push(command);
      return (streams) => program(streams);
    },
    port(_of, port) {
      const onEnd = (callback: () => void) => {
        end = callback;
        return () => {};
      };
      if (localPort !== undefined) return { type: 'local', host: '127.0.0.1', port: localPort, onEnd };
      if (port !== 80) return undefined;
      return {
        type: 'http',
        onEnd,
        answer: async ({ method, path }) => ({ status: 200, headers: {}, body: `${method} ${path}` }),
      };
    },
  });
  http = await serveApi({}, { kubelets: () => kubelet });
  const post = (path: string, body: object) =>
    fetch(http.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await post('/api/v1/nodes', { metadata: { name: 'n' } });
  const spec = { nodeName: 'n', containers: [{ name: 'c', image: 'x' }] };
  await post('/api/v1/namespaces/default/pods', { metadata: { name: 'web' }, spec });
});

afterEach(() => http.close());

async function openSocket(path: string, ...protocols: string[]) {
  const socket = new WebSocket(http.url.replace('http', 'ws') + path, protocols);
  const messages: (readonly [channel: number, text: string])[] = [];
  socket.on('message', (data: Buffer) => messages.push([data[0] ?? -1, data.subarray(1).toString()]));
  await once(socket, 'open');
  const of = (channel: number) =>
    messages
      .filter(([one]) => one === channel)
      .map(([, text]) => text)
      .join('');
  return { socket, messages, of };
}

async function openSpdy(path: string, protocol: string): Promise<SpdyClient> {
  const client = await spdyClient(http.url, path, protocol);
  if (typeof client === 'number') throw new Error(`answered with ${client}`);
  return client;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}

const failed = {
  metadata: {},
  status: 'Failure',
  message: 'command terminated with non-zero exit code: exit status 3',
  reason: 'NonZeroExitCode',
  details: { causes: [{ reason: 'ExitCode', message: '3' }] },
};

test('over WebSocket a process has its streams, and its exit code ends them', async () => {
  const { socket, of } = await openSocket(exec, 'v5.channel.k8s.io', 'v4.channel.k8s.io');
  expect(socket.protocol).toBe('v5.channel.k8s.io');
  socket.send(Buffer.from('\0hello'));
  socket.send(Buffer.from([4, 0x7b]));
  await until(() => of(1) === 'hello');
  socket.send(Buffer.from([255, 0]));
  const [code] = (await once(socket, 'close')) as [number];
  expect([code, of(2), JSON.parse(of(3))]).toEqual([1000, 'done', failed]);
  expect(commands).toEqual([['run', 'it']]);
});

test('older protocols over WebSocket: in base64, and with a text for the end', async () => {
  program = async ({ stdin, stdout }) => {
    for await (const bytes of stdin) {
      await stdout(bytes);
      break;
    }
    return { exitCode: 3 };
  };
  const { socket, of } = await openSocket(exec, 'base64.channel.k8s.io');
  socket.send(`0${Buffer.from('hello').toString('base64')}`);
  await once(socket, 'close');
  const code = (text: string) => Buffer.from(text, 'base64').toString();
  expect(code(of('1'.charCodeAt(0)))).toBe('hello');
  expect(code(of('3'.charCodeAt(0)))).toBe(failed.message);
});

test('over SPDY a process has its streams, and its exit code ends them', async () => {
  const client = await openSpdy(exec, 'v4.channel.k8s.io, v3.channel.k8s.io');
  const error = await client.open({ streamtype: 'error' });
  const stdin = await client.open({ streamtype: 'stdin' });
  const stdout = await client.open({ streamtype: 'stdout' });
  const stderr = await client.open({ streamtype: 'stderr' });
  client.send(stdin, 'x'.repeat(300_000));
  client.send(stdin, 'end', true);
  expect(JSON.parse(await client.end(error))).toEqual(failed);
  expect(await client.end(stdout)).toBe(`${'x'.repeat(300_000)}end`);
  expect(await client.end(stderr)).toBe('done');
  await once(client.socket, 'close');
  // Each stream was answered, and the end was told.
  expect(client.control).toEqual([2, 2, 2, 2, 7]);
});

test('a stream that is opened twice, or that nobody expects, is reset, and the process runs once', async () => {
  const client = await openSpdy(exec, 'v4.channel.k8s.io');
  const other = await client.open({ streamtype: 'other' });
  for (const streamtype of ['error', 'stdin', 'stdout']) await client.open({ streamtype });
  expect(await client.end(other)).toBe('');
  let runs = 0;
  program = async ({ stdin }) => {
    runs += 1;
    for await (const _bytes of stdin);
    return { exitCode: 0 };
  };
  await client.open({ streamtype: 'stderr' });
  const again = await client.open({ streamtype: 'stdin' });
  expect(await client.end(again)).toBe('');
  expect(runs).toBe(1);
  client.socket.destroy();
});

test('a client that does not read what answers it is not read either', async () => {
  const client = await openSpdy(exec, 'v4.channel.k8s.io');
  client.socket.pause();
  const ping = Buffer.from('800300060000000400000001', 'hex');
  client.socket.write(Buffer.alloc(ping.length * 4_000_000, ping));
  let before = -1;
  while (client.socket.bytesWritten - client.socket.writableLength !== before) {
    before = client.socket.bytesWritten - client.socket.writableLength;
    for (let turns = 0; turns < 5000; turns++) await turn();
  }
  expect(client.socket.writableLength).toBeGreaterThan(16 * 1024 * 1024);
  client.socket.destroy();
});

test('a protocol that nobody speaks is refused', async () => {
  expect(await spdyClient(http.url, exec, 'v9.channel.k8s.io')).toBe(403);
  expect(await spdyClient(http.url, `${pod}/exec?container=z`, 'v4.channel.k8s.io')).toBe(400);
});

test('a client that goes away ends what it waited for, however it speaks', async () => {
  let ended = 0;
  program = async ({ gone }) => {
    if (!gone.aborted) await once(gone, 'abort');
    ended += 1;
    return { exitCode: 137 };
  };
  const { socket } = await openSocket(exec, 'v4.channel.k8s.io');
  socket.terminate();
  await until(() => ended === 1);
  const client = await openSpdy(exec, 'v4.channel.k8s.io');
  for (const streamtype of ['error', 'stdin', 'stdout', 'stderr']) await client.open({ streamtype });
  await until(() => client.control.length === 4);
  client.socket.destroy();
  await until(() => ended === 2);
});

test('a server that closes ends processes', async () => {
  let ended = false;
  program = async ({ gone }) => {
    await once(gone, 'abort');
    ended = true;
    return { exitCode: 137 };
  };
  const { socket } = await openSocket(exec, 'v4.channel.k8s.io');
  await http.close();
  await until(() => ended && socket.readyState === socket.CLOSED);
});

test('what a process writes at once may be more than a frame holds', async () => {
  const size = 20 * 1024 * 1024;
  program = async ({ stdout }) => {
    await stdout(Buffer.alloc(size, 'x'));
    return { exitCode: 0 };
  };
  const client = await openSpdy(`${pod}/exec?command=run&stdout=1`, 'v4.channel.k8s.io');
  const error = await client.open({ streamtype: 'error' });
  const stdout = await client.open({ streamtype: 'stdout' });
  expect((await client.end(stdout)).length).toBe(size);
  expect(JSON.parse(await client.end(error))).toMatchObject({ status: 'Success' });
});

test.each([
  ['stdin=1', 3],
  ['stderr=1', 2],
  ['stdout=1&stderr=1', 1],
])('the first message to a client that asks for %s is empty, on channel %d', async (asked, channel) => {
  program = async () => ({ exitCode: 0 });
  const { socket, messages } = await openSocket(`${pod}/exec?command=run&${asked}`, 'v4.channel.k8s.io');
  await once(socket, 'close');
  expect(messages[0]).toEqual([channel, '']);
});

test('a client that does not read sets the pace, and one that is not read waits', async () => {
  let sent = 0;
  program = async ({ stdout, gone }) => {
    while (!gone.aborted) {
      await stdout(Buffer.alloc(64 * 1024));
      sent += 1;
      await turn();
    }
    return { exitCode: 0 };
  };
  const { socket } = await openSocket(exec, 'v4.channel.k8s.io');
  socket.pause();
  let before = -1;
  while (sent !== before) {
    before = sent;
    for (let turns = 0; turns < 2000; turns++) await turn();
  }
  expect(sent).toBeGreaterThan(0);
  for (let at = 0; at < 100; at++) socket.send(Buffer.alloc(1024 * 1024));
  for (let turns = 0; turns < 2000; turns++) await turn();
  expect(socket.bufferedAmount).toBeGreaterThan(50 * 1024 * 1024);
  socket.terminate();
});

test.each([
  ['a frame of another protocol', Buffer.from('80020001000000040000', 'hex')],
  ['a control frame that is too large', Buffer.from('8003000100ffffff', 'hex')],
  [
    'a stream whose headers are no headers',
    Buffer.from('800300010000000c0000000100000000000041424344', 'hex'),
  ],
  ['a frame without its numbers', Buffer.from('8003000600000000', 'hex')],
])('%s ends the connection', async (_what, bytes) => {
  const client = await openSpdy(exec, 'v4.channel.k8s.io');
  client.socket.write(bytes);
  await once(client.socket, 'close');
});

test('ports are forwarded over SPDY, many connections at once', async () => {
  const client = await openSpdy(`${pod}/portforward`, 'portforward.k8s.io');
  const open = async (requestid: string, port: string) => ({
    error: await client.open({ streamtype: 'error', port, requestid }),
    data: await client.open({ streamtype: 'data', port, requestid }),
  });
  const many = [];
  for (let at = 0; at < 300; at++) many.push(await open(String(at), '80'));
  for (const { data } of many)
    client.send(data, `GET /${data} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  for (const { data } of many)
    expect(await client.end(data)).toMatch(new RegExp(`200 OK.*GET /${data}$`, 's'));
  const refused = await open('x', '81');
  expect(await client.end(refused.error)).toContain('error forwarding port 81 to pod: failed to connect');
  client.socket.destroy();
});

test('ports are forwarded over a WebSocket, by channels', async () => {
  const { socket, of } = await openSocket(`${pod}/portforward?ports=80,81`, 'v4.channel.k8s.io');
  await until(() => of(3).length > 2);
  expect(of(0)).toBe('P\0');
  expect(of(1)).toBe('P\0');
  expect(of(3)).toContain('connection refused');
  socket.send(Buffer.from('\0GET /a HTTP/1.1\r\nhost: x\r\n\r\n'));
  await until(() => of(0).endsWith('GET /a'));
  socket.close();
});

test('a connection ends with the container at its other end', async () => {
  const client = await openSpdy(`${pod}/portforward`, 'portforward.k8s.io');
  await client.open({ streamtype: 'error', port: '80', requestid: '0' });
  const data = await client.open({ streamtype: 'data', port: '80', requestid: '0' });
  client.send(data, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await until(() => client.received(data).text.endsWith('GET /'));
  end();
  await client.end(data);
  client.socket.destroy();
});

test('a connection by channels ends with the container, too', async () => {
  const { socket, of } = await openSocket(`${pod}/portforward?ports=80`, 'v4.channel.k8s.io');
  await until(() => of(0) !== '');
  end();
  const [code] = (await once(socket, 'close')) as [number];
  expect(code).toBe(1000);
});

test('a port may stand for one of this machine', async () => {
  const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const { port } = echo.address() as { port: number };
  localPort = port;
  const { socket, of } = await openSocket(`${pod}/portforward?ports=80`, 'v4.channel.k8s.io');
  socket.send(Buffer.from('\0ping'));
  await until(() => of(0).endsWith('ping'));
  socket.close();
  echo.close();
});

test('a body that is too large for a port is not kept', async () => {
  const client = await openSpdy(`${pod}/portforward`, 'portforward.k8s.io');
  await client.open({ streamtype: 'error', port: '80', requestid: '0' });
  const data = await client.open({ streamtype: 'data', port: '80', requestid: '0' });
  client.send(data, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100000000\r\n\r\n');
  for (let at = 0; at < 50; at++) client.send(data, Buffer.alloc(100_000));
  expect(await client.end(data)).not.toContain('200 OK');
  client.socket.destroy();
});
