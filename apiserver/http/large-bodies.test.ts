import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HttpServer } from '../index.ts';
import { readBody } from './read-body.ts';
import { rawExchange, statusCodes } from './testing/raw-exchange.ts';
import { serveApi } from './testing/serve-api.ts';

const MiB = 1024 * 1024;
const path = '/api/v1/namespaces/default/configmaps';
let http: HttpServer;

beforeAll(async () => {
  http = await serveApi();
});

afterAll(() => http.close());

const tooLarge = {
  kind: 'Status',
  code: 413,
  reason: 'RequestEntityTooLarge',
  message: 'Request entity too large: limit is 3145728',
};

test.each([4, 5, 8, 64])('who fetches with %d MiB gets the whole refusal', async (size) => {
  for (let round = 0; round < 3; round++) {
    const answer = await fetch(http.url + path, { method: 'POST', body: Buffer.alloc(size * MiB, 'x') });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject(tooLarge);
  }
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
  'who sends all of a %s before reading gets it too',
  async (method) => {
    const head = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n`;
    const body = Buffer.alloc(32 * MiB, 'x');
    const byLength = Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body]);
    const chunk = Buffer.concat([
      Buffer.from(`${MiB.toString(16)}\r\n`),
      body.subarray(0, MiB),
      Buffer.from('\r\n'),
    ]);
    const chunks = new Array<Buffer>(32).fill(chunk);
    const byChunks = [
      Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n`),
      ...chunks,
      Buffer.from('0\r\n\r\n'),
    ];
    for (const bytes of [byLength, Buffer.concat(byChunks)]) {
      const text = await rawExchange(http.port, bytes);
      expect(statusCodes(text)).toEqual([413]);
      expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4))).toMatchObject(tooLarge);
    }
  },
);

test('the connection of a refused body is good for the next request', async () => {
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\n`;
  const next = 'GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
  const body = 'x'.repeat(5 * MiB);
  const text = await rawExchange(http.port, `${head}Content-Length: ${body.length}\r\n\r\n${body}${next}`);
  expect(statusCodes(text)).toEqual([413, 200]);
});

test('a body that breaks off is an answer too, not a wait without end', async () => {
  const request = new IncomingMessage(new Socket());
  request.headers['content-length'] = '5';
  const body = readBody(request);
  request.push('ab');
  request.destroy();
  await expect(body).rejects.toMatchObject({ status: { code: 400 } });
});

test('as much as the limit is read', async () => {
  const object = (fill: number) => `{"metadata":{"name":"full"},"data":{"a":"${'x'.repeat(fill)}"}}`;
  const overhead = object(0).length;
  const send = (bytes: number) => fetch(http.url + path, { method: 'POST', body: object(bytes - overhead) });
  expect((await send(3 * MiB)).status).not.toBe(413);
  expect((await send(3 * MiB + 1)).status).toBe(413);
});
