import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { serveApi } from '../http/testing/serve-api.ts';
import type { HttpServer } from '../index.ts';
import { decodeProtobuf, encodeProtobuf, protobufMediaType } from './index.ts';
import { WireReader } from './wire-reader.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';

let http: HttpServer;

beforeAll(async () => {
  http = await serveApi();
  for (const name of ['a', 'b']) await post({ metadata: { name }, data: { is: 'first' } });
});

afterAll(() => http.close());

function post(object: object, query = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', accept: protobufMediaType };
  return fetch(`${http.url}${configMaps}${query}`, { method: 'POST', headers, body: JSON.stringify(object) });
}

async function bytesOf(answer: Promise<Response>) {
  const response = await answer;
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type'), bytes };
}

function get(path: string, accept = protobufMediaType) {
  return bytesOf(fetch(http.url + path, { headers: { accept } }));
}

/** What the same answer is in JSON. */
async function inJson(path: string, as = ''): Promise<object> {
  const answer = await fetch(http.url + path, { headers: { accept: `application/json${as}` } });
  return (await answer.json()) as object;
}

test.each([
  `${configMaps}/a`,
  configMaps,
  `${configMaps}?limit=1`,
  '/apis/apps/v1/deployments',
  `${configMaps}/none`,
  '/api',
  '/apis',
  '/api/v1',
  '/apis/apps',
  '/apis/apps/v1',
])('%s is in protobuf what it is in JSON', async (path) => {
  const { type, bytes } = await get(path, `${protobufMediaType},application/json`);
  expect(type).toBe(protobufMediaType);
  expect(bytes.toString('hex')).toBe(encodeProtobuf(await inJson(path)).toString('hex'));
});

test('what is written is answered in protobuf, also where it is not kept', async () => {
  const { status, type, bytes } = await bytesOf(post({ metadata: { name: 'c' } }, '?dryRun=All'));
  expect([status, type]).toEqual([201, protobufMediaType]);
  expect(decodeProtobuf(bytes).object).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'c' } });
});

test('bare metadata has a form in protobuf, and a Table has none', async () => {
  const as = (kind: string) => `;as=${kind};v=v1;g=meta.k8s.io`;
  const metadata = await get(configMaps, protobufMediaType + as('PartialObjectMetadataList'));
  const json = await inJson(configMaps, as('PartialObjectMetadataList'));
  expect(metadata.bytes.toString('hex')).toBe(encodeProtobuf(json).toString('hex'));
  const table = await get(configMaps, protobufMediaType + as('Table'));
  expect([table.status, table.type]).toEqual([406, 'application/json']);
});

test('each event of a watch comes with its length, and its object in an envelope', async () => {
  const { type, bytes } = await get(`${configMaps}?watch=1&timeoutSeconds=1`);
  expect(type).toBe('application/vnd.kubernetes.protobuf;stream=watch');
  const [first] = JSON.parse(JSON.stringify(await inJson(configMaps))).items;
  const object = encodeProtobuf({ kind: 'ConfigMap', apiVersion: 'v1', ...first });
  const reader = new WireReader(bytes.subarray(4, 4 + bytes.readUInt32BE(0)));
  expect([reader.tag(), reader.text(), reader.tag()]).toEqual([0x0a, 'ADDED', 0x12]);
  const raw = new WireReader(reader.bytes());
  expect([reader.at, raw.tag(), raw.bytes().toString('hex')]).toEqual([
    reader.end,
    0x0a,
    object.toString('hex'),
  ]);
});

test.each([
  [protobufMediaType, true, '\n\x05ADDED\x12'],
  ['application/json', false, '{"type":"ADDED"'],
])('over WebSocket an event in %s is a message, without its length', async (accept, bytes, begins) => {
  const url = `${http.url.replace('http', 'ws')}${configMaps}?watch=1`;
  const socket = new WebSocket(url, ['binary.k8s.io'], { headers: { accept } });
  const [message, isBinary] = await once(socket, 'message');
  expect([isBinary, String(message).slice(0, begins.length)]).toEqual([bytes, begins]);
  socket.close();
});

test('a list of some size is sent in pieces', async () => {
  const data = { text: 'x'.repeat(100_000) };
  for (const name of ['d', 'e', 'f', 'g']) await post({ metadata: { name }, data });
  const { bytes } = await get(configMaps);
  expect(bytes.equals(encodeProtobuf(await inJson(configMaps)))).toBe(true);
});
