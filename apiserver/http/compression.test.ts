import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HttpServer } from '../index.ts';
import { rawExchange } from './testing/raw-exchange.ts';
import { serveApi } from './testing/serve-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const KiB = 1024;
let http: HttpServer;

beforeAll(async () => {
  http = await serveApi();
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await post(name, 100 * KiB);
  await post('large', 130 * KiB);
});

afterAll(() => http.close());

async function post(name: string, size: number, headers = {}): Promise<Response> {
  const body = JSON.stringify({ metadata: { name }, data: { text: name.repeat(size / name.length) } });
  const type = { 'content-type': 'application/json', ...headers };
  return fetch(http.url + configMaps, { method: 'POST', body, headers: type });
}

/** An answer as it came over the wire. */
async function get(path: string, acceptEncoding?: string, accept = 'application/json') {
  const accepts = acceptEncoding === undefined ? '' : `Accept-Encoding: ${acceptEncoding}\r\n`;
  const head = `GET ${path} HTTP/1.0\r\nHost: localhost\r\nAccept: ${accept}\r\n${accepts}\r\n`;
  const text = await rawExchange(http.port, head);
  const end = text.indexOf('\r\n\r\n');
  const header = (name: string) => new RegExp(`^${name}: (.*)\\r$`, 'im').exec(text.slice(0, end + 2))?.[1];
  const bytes = Buffer.from(text.slice(end + 4), 'latin1');
  const encoding = header('content-encoding');
  const content = encoding === 'gzip' ? gunzipSync(bytes) : bytes;
  return { encoding, vary: header('vary'), type: header('content-type'), bytes, content: content.toString() };
}

test.each([
  ['an object', `${configMaps}/large`, 'application/json'],
  ['a list in several pieces', configMaps, 'application/json'],
  ['YAML', configMaps, 'application/yaml'],
  [
    'a Table with objects',
    `${configMaps}?includeObject=Object`,
    'application/json;as=Table;v=v1;g=meta.k8s.io',
  ],
])('%s of more than 128 KiB is compressed for who takes that, and is the same', async (_, path, accept) => {
  const plain = await get(path, undefined, accept);
  const small = await get(path, 'deflate, gzip', accept);
  expect([plain.encoding, plain.vary, small.encoding, small.vary]).toEqual([
    ...[undefined, undefined, 'gzip', 'Accept-Encoding'],
  ]);
  expect(small.content === plain.content).toBe(true);
  expect(small.type).toBe(plain.type);
  expect(small.bytes.length).toBeLessThan(plain.bytes.length / 10);
});

test.each([
  ['what is smaller', `${configMaps}/a`, 'gzip'],
  ['for who does not take it', configMaps, 'deflate, br'],
  ['for who has a preference, as in Kubernetes', configMaps, 'gzip;q=0.9'],
])('it is not: %s', async (_, path, acceptEncoding) => {
  const { encoding, vary } = await get(path, acceptEncoding);
  expect([encoding, vary]).toEqual([undefined, undefined]);
});

test('the answer to a write is compressed too', async () => {
  const created = await post('other', 200 * KiB, { 'accept-encoding': 'gzip' });
  expect([created.status, created.headers.get('content-encoding')]).toEqual([201, 'gzip']);
  expect(((await created.json()) as { data: { text: string } }).data.text.length).toBeGreaterThan(199 * KiB);
  await fetch(`${http.url}${configMaps}/other`, { method: 'DELETE' });
});

test('a watch is not', async () => {
  const abort = new AbortController();
  const url = `${http.url}${configMaps}?watch=1`;
  const response = await fetch(url, { headers: { 'accept-encoding': 'gzip' }, signal: abort.signal });
  expect(response.headers.get('content-encoding')).toBe(null);
  abort.abort();
});

test('who leaves in the middle does no harm', async () => {
  for (let round = 0; round < 5; round++) {
    const abort = new AbortController();
    await fetch(http.url + configMaps, { headers: { 'accept-encoding': 'gzip' }, signal: abort.signal });
    abort.abort();
  }
  expect((await get(`${configMaps}/a`)).content).toContain('"name":"a"');
});
