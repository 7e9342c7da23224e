import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { passedOnBytesMax, readAnswer } from './read-answer.ts';
import { httpLocalPorts } from './streams/local-ports.ts';

test('an answer may have as many bytes as are said, and of a longer one the rest is not read', async () => {
  let isOver = false;
  async function* body() {
    try {
      for (const text of ['ab', 'cd', 'ef']) yield Buffer.from(text);
    } finally {
      isOver = true;
    }
  }
  expect(String(await readAnswer(body(), 6))).toBe('abcdef');
  isOver = false;
  await expect(readAnswer(body(), 3)).rejects.toThrow('the answer is larger than 3 bytes');
  expect(isOver).toBe(true);
});

/** What is answered to who asks a port of this machine, at which somebody answers so. */
async function askPort(answer: (response: ServerResponse) => void) {
  const server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const call = { method: 'GET', path: '/', headers: {}, body: Buffer.alloc(0) };
  const { status, body } = (await httpLocalPorts({ host: '127.0.0.1', port }, call)) ?? {};
  return [status, Buffer.from(body ?? []).length < 100 ? String(body) : body?.length];
}

test('of a port of this machine an answer is passed on; one that is too long or breaks off is told as such', async () => {
  const sends = (size: number) => (response: ServerResponse) => void response.end(Buffer.alloc(size));
  expect(await askPort((response) => response.writeHead(201).end('here'))).toEqual([201, 'here']);
  expect(await askPort(sends(passedOnBytesMax))).toEqual([200, passedOnBytesMax]);
  const tooLong = `the answer is larger than ${passedOnBytesMax} bytes\n`;
  expect(await askPort(sends(passedOnBytesMax + 1))).toEqual([502, tooLong]);
  const breaksOff = (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': 10 }).write('half');
    setImmediate(() => response.destroy());
  };
  expect(await askPort(breaksOff)).toEqual([502, 'aborted\n']);
});
