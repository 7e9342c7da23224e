import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Encoder, jsonEncoder } from '../../apimachinery/index.ts';
import type { HttpServer } from '../index.ts';
import { serveApi } from './testing/serve-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const mediaType = 'application/loud';

/** What it was asked to encode. */
const encoded: object[] = [];

/** All there is to write for an encoding: JSON that shouts. */
const loud: Encoder = {
  mediaType,
  isText: false,
  writesAnything: true,
  encode: (value) => {
    encoded.push(value);
    return JSON.stringify(value).toUpperCase();
  },
  stream: {
    mediaType: 'application/loud-seq',
    frame: (type, object) => Buffer.from(`${type}:${object}!`),
  },
};

let http: HttpServer;

beforeAll(async () => {
  http = await serveApi({}, { encoders: [jsonEncoder, loud] });
  for (const name of ['a', 'b']) await post({ metadata: { name }, data: { is: 'first' } });
});

afterAll(() => http.close());

beforeEach(() => void encoded.splice(0));

function post(object: object, accept = mediaType): Promise<Response> {
  const headers = { 'content-type': 'application/json', accept };
  return fetch(http.url + configMaps, { method: 'POST', headers, body: JSON.stringify(object) });
}

async function get(path: string, accept = mediaType) {
  const response = await fetch(http.url + path, { headers: { accept } });
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type'), text };
}

/** Reads a watch until it has so much to say. */
async function watched(query: string, length: number, accept = mediaType) {
  const abort = new AbortController();
  const url = `${http.url}${configMaps}?watch=1&${query}`;
  const response = await fetch(url, { headers: { accept }, signal: abort.signal });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.split('!').length > length) break;
  }
  abort.abort();
  return { type: response.headers.get('content-type'), text };
}

test('an object is answered in the encoding that is asked for, and a refusal is too', async () => {
  const { status, type, text } = await get(`${configMaps}/a`);
  expect([status, type]).toEqual([200, mediaType]);
  expect(JSON.parse(text)).toMatchObject({
    KIND: 'CONFIGMAP',
    METADATA: { NAME: 'A' },
    DATA: { IS: 'FIRST' },
  });
  const missing = await get(`${configMaps}/none`);
  expect([missing.status, missing.type, JSON.parse(missing.text).REASON]).toEqual([
    404,
    mediaType,
    'NOTFOUND',
  ]);
  const created = await post({ metadata: { name: 'c' } });
  expect(JSON.parse(await created.text()).METADATA.NAME).toBe('C');
  await fetch(`${http.url}${configMaps}/c`, { method: 'DELETE' });
});

test('so is a list, whose items have no kind there either', async () => {
  const { type, text } = await get(configMaps);
  const { KIND, ITEMS } = JSON.parse(text);
  expect([type, KIND, Object.keys(ITEMS[0])]).toEqual([mediaType, 'CONFIGMAPLIST', ['METADATA', 'DATA']]);
  expect(ITEMS.map((item: { METADATA: { NAME: string } }) => item.METADATA.NAME)).toEqual(['A', 'B']);
});

test('a list may be joined from what its items were encoded to', async () => {
  const joined: Encoder = {
    ...loud,
    list: (head, items) => [JSON.stringify(head).toUpperCase(), ...[...items].map((item) => `+${item}`)],
    item: (object) => object,
  };
  const other = await serveApi({}, { encoders: [jsonEncoder, joined] });
  const read = async () =>
    (await fetch(`${other.url}/api/v1/namespaces`, { headers: { accept: mediaType } })).text();
  expect((await read()).split('+').map((text) => JSON.parse(text).METADATA.NAME)).toEqual([
    ...[undefined, 'DEFAULT', 'KUBE-NODE-LEASE', 'KUBE-PUBLIC', 'KUBE-SYSTEM'],
  ]);
  const once = encoded.length;
  await read();
  expect([once, encoded.length]).toEqual([4, 4]);
  await other.close();
});

test('so are a Table and bare metadata', async () => {
  const as = (kind: string) => `${mediaType};as=${kind};v=v1;g=meta.k8s.io, application/json`;
  const table = await get(configMaps, as('Table'));
  expect([
    table.type,
    JSON.parse(table.text.replaceAll('\\N', '\\n')).ROWS.map((row: { CELLS: string[] }) => row.CELLS[0]),
  ]).toEqual([mediaType, ['A', 'B']]);
  const metadata = JSON.parse((await get(`${configMaps}/a`, as('PartialObjectMetadata'))).text);
  expect([metadata.KIND, metadata.DATA]).toEqual(['PARTIALOBJECTMETADATA', undefined]);
});

test('so is a watch, in frames of its own', async () => {
  const { type, text } = await watched('', 2);
  expect(type).toBe('application/loud-seq');
  const frames = text.split('!').slice(0, 2);
  expect(frames.map((frame) => [frame.slice(0, 6), JSON.parse(frame.slice(6)).METADATA.NAME])).toEqual([
    ['ADDED:', 'A'],
    ['ADDED:', 'B'],
  ]);
  const tables = await watched('', 1, `${mediaType};as=Table;v=v1;g=meta.k8s.io`);
  expect(tables.text).toMatch(/^ADDED:\{"KIND":"TABLE".*"CELLS":\["A",/);
  const expired = await watched('resourceVersion=1&timeoutSeconds=1', 1);
  expect(expired.text).toContain('ADDED:');
});

test('over WebSocket too, as bytes where it is no text', async () => {
  const url = `${http.url.replace('http', 'ws')}${configMaps}?watch=1`;
  const socket = new WebSocket(url, { headers: { accept: mediaType } });
  const [frame, isBinary] = await once(socket, 'message');
  expect([isBinary, String(frame).slice(0, 28)]).toEqual([true, 'ADDED:{"KIND":"CONFIGMAP","A']);
  socket.close();
});

test('an object is encoded once per revision, for all who read or watch it', async () => {
  const put = (is: string) =>
    fetch(`${http.url}${configMaps}/a`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ metadata: { name: 'a' }, data: { is } }),
    });
  const { METADATA } = JSON.parse((await get(`${configMaps}/a`)).text);
  encoded.splice(0);
  await put('second');
  const from = `resourceVersion=${METADATA.RESOURCEVERSION}`;
  const reads = [get(`${configMaps}/a`), get(`${configMaps}/a`), watched(from, 1), watched(from, 1)];
  for (const { text } of await Promise.all(reads)) expect(text).toContain('SECOND');
  expect(encoded).toHaveLength(1);
  await put('third');
  expect((await get(`${configMaps}/a`)).text).toContain('THIRD');
  expect(encoded).toHaveLength(2);
});

test('who accepts something else first, or anything, gets that', async () => {
  expect((await get(`${configMaps}/a`, `application/nothing, ${mediaType};q=0.5`)).type).toBe(mediaType);
  expect((await get(`${configMaps}/a`, '*/*')).type).toBe('application/json');
  expect((await get(`${configMaps}/a`, `application/json, ${mediaType}`)).type).toBe('application/json');
  const refused = await get(`${configMaps}/a`, 'application/yaml');
  expect([refused.status, refused.type, JSON.parse(refused.text).message]).toEqual([
    ...[406, 'application/json'],
    `406: Not Acceptable\n\nAvailable representations: application/json, ${mediaType}`,
  ]);
});
