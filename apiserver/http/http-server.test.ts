import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { realEnvironment } from '../../environment/real/index.ts';
import { openStore, type Store } from '../../store/index.ts';
import { type ApiServer, createApiServer, type HttpServer, serveHttp } from '../index.ts';
import { environmentWith } from '../testing/environment-with.ts';

const real = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});
/** What the clock goes ahead of the real one, for who would have to wait. */
let aheadMs = 0;
const environment = environmentWith(real, {
  clock: {
    now: () => real.clock.now() + aheadMs,
    setTimer: (...timer) => real.clock.setTimer(...timer),
    sleep: (...sleep) => real.clock.sleep(...sleep),
  },
});
let store: Store;
let api: ApiServer;
let http: HttpServer;
const configMaps = '/api/v1/namespaces/default/configmaps';

beforeAll(async () => {
  store = await openStore(environment, { memory: true });
  api = await createApiServer(environment, { store });
  http = await serveHttp(api, { port: 0 });
});

afterAll(async () => {
  await http.close();
  real.close();
  await store.close();
});

function post(body: string, contentType = 'application/json', query = ''): Promise<Response> {
  return fetch(`${http.url}${configMaps}${query}`, {
    method: 'POST',
    body,
    headers: { 'content-type': contentType },
  });
}

test('JSON in, JSON out, with the revision in both', async () => {
  const created = await post('{"metadata":{"name":"plain"},"data":{"a":"b"}}');
  expect(created.status).toBe(201);
  expect(created.headers.get('content-type')).toContain('application/json');
  const { metadata } = (await created.json()) as { metadata: { resourceVersion: string } };
  const got = await fetch(`${http.url}${configMaps}/plain`);
  expect(((await got.json()) as { metadata: object }).metadata).toEqual(metadata);
});

test('YAML is taken too', async () => {
  const created = await post('metadata:\n  name: yaml\ndata:\n  a: "yes"\n', 'application/yaml');
  expect(created.status).toBe(201);
  expect(await created.json()).toMatchObject({ kind: 'ConfigMap', data: { a: 'yes' } });
});

test.each([
  ['{"metadata":{"name":', 'application/json', 400, /unexpected end of JSON input/],
  ['metadata: [', 'application/yaml', 400, /line/],
  ['x', 'text/plain', 415, /application\/json/],
  ['{"kind":"Secret","apiVersion":"v1","metadata":{"name":"x"}}', 'application/json', 400, /Secret/],
  ['{"metadata":{"name":"Not_A_Name"}}', 'application/json', 422, /RFC 1123 subdomain/],
  ['{"metadata":{"name":"x","labels":{"a b":"c"}}}', 'application/json', 422, /metadata\.labels/],
  ['{"metadata":{"name":"x"},"data":{"a":1}}', 'application/json', 400, /ConfigMap\.data of type string/],
  ['[]', 'application/json', 400, /ConfigMap/],
])('%s as %s is refused with %i', async (body, type, status, message) => {
  const response = await post(body, type);
  const answer = (await response.json()) as { kind: string; message: string; code: number };
  expect(answer).toMatchObject({ kind: 'Status', code: status });
  expect(answer.message).toMatch(message);
  expect(response.status).toBe(status);
});

test('a body over 3 MiB is too large', async () => {
  const response = await post(
    JSON.stringify({ metadata: { name: 'big' }, data: { a: 'x'.repeat(3.2 * 1024 * 1024) } }),
  );
  expect(response.status).toBe(413);
  expect(((await response.json()) as { reason: string }).reason).toBe('RequestEntityTooLarge');
});

test('unknown and duplicate fields are warned about, or refused where asked', async () => {
  const body = '{"metadata":{"name":"warned"},"dta":{},"data":{"a":"1","a":"2"}}';
  const warned = await post(body);
  expect(warned.status).toBe(201);
  expect(warned.headers.get('warning')).toContain('299 - "unknown field \\"dta\\""');
  expect(warned.headers.get('warning')).toContain('duplicate field');
  const strict = await post(body.replace('warned', 'strict'), 'application/json', '?fieldValidation=Strict');
  expect(strict.status).toBe(400);
  expect(((await strict.json()) as { message: string }).message).toContain('strict decoding error:');
});

test('warnings say other letters as UTF-8, and no more than clients can read', async () => {
  const unknown = (name: string) => post(`{"metadata":{"name":"${name}"},"données":{}}`);
  const warning = (await unknown('letters')).headers.get('warning') ?? '';
  expect(Buffer.from(warning, 'latin1').toString()).toContain('unknown field \\"données\\"');
  const fields = Array.from({ length: 1000 }, (_, at) => `"${'x'.repeat(500)}${at}":1`);
  const many = await post(`{"metadata":{"name":"many"},${fields}}`);
  expect(many.status).toBe(201);
  expect(many.headers.get('warning')?.length).toBeLessThan(5000);
});

test('a failure of the API itself is told and a 500', async () => {
  const failures: unknown[] = [];
  const wrong = new Error('wrong');
  const broken = await serveHttp(
    { ...api, handle: () => Promise.reject(wrong) },
    { port: 0, onInternalError: (error) => failures.push(error) },
  );
  const answer = await fetch(`${broken.url}/livez`);
  expect(await answer.json()).toMatchObject({ kind: 'Status', code: 500, reason: 'InternalError' });
  expect(failures).toEqual([wrong]);
  await broken.close();
});

test('a watch is a stream of lines, and ends with its timeout', async () => {
  const response = await fetch(
    `${http.url}${configMaps}?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Dstreamed`,
  );
  expect(response.headers.get('transfer-encoding')).toBe('chunked');
  await post('{"metadata":{"name":"streamed"}}');
  const lines = (await response.text()).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).type)).toEqual(['ADDED']);
});

test('a watch over WebSocket gives one event a message', async () => {
  const socket = new WebSocket(
    `${http.url.replace('http', 'ws')}${configMaps}?watch=1&fieldSelector=metadata.name%3Dsocket`,
  );
  await once(socket, 'open');
  const message = once(socket, 'message');
  await post('{"metadata":{"name":"socket"}}');
  const [data] = (await message) as [Buffer];
  expect(JSON.parse(data.toString())).toMatchObject({
    type: 'ADDED',
    object: { metadata: { name: 'socket' } },
  });
  socket.close();
  await once(socket, 'close');
});

test('a WebSocket that asks for no watch is refused', async () => {
  const socket = new WebSocket(`${http.url.replace('http', 'ws')}/api/v1/nothing?watch=1`);
  const [error] = (await once(socket, 'error')) as [Error];
  expect(error.message).toContain('404');
});

test('a watcher that does not read is cut off, and holds up nobody', async () => {
  const idle = connect(http.port, '127.0.0.1');
  await once(idle, 'connect');
  idle.pause();
  idle.write(`GET ${configMaps}?watch=1 HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  const closed = once(idle, 'close');
  idle.on('error', () => {});
  const value = 'x'.repeat(900_000);
  await post('{"metadata":{"name":"fat"}}');
  for (let round = 0; round < 40; round++) {
    const response = await fetch(`${http.url}${configMaps}/fat`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ metadata: { name: 'fat' }, data: { value, round: String(round) } }),
    });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
    if (round === 20) aheadMs += 60_000;
  }
  idle.resume();
  await closed;
});

test('health, version and the paths there are', async () => {
  for (const path of ['/healthz', '/livez', '/readyz', '/readyz/ping']) {
    expect(await (await fetch(http.url + path)).text()).toBe('ok');
  }
  expect(await (await fetch(`${http.url}/version`)).json()).toMatchObject({ major: '1', minor: '36' });
});

test('people get their answers indented, and who says so', async () => {
  const agents = [
    ['curl/8.0', '', true],
    ['curl/8.0', '?pretty=false', false],
    ['kubectl/v1', '', false],
    ['kubectl/v1', '?pretty=1', true],
    ['kubectl/v1', '?pretty=yes', false],
  ] as const;
  for (const [agent, query, indented] of agents) {
    const answer = await fetch(`${http.url}/apis${query}`, { headers: { 'user-agent': agent } });
    const text = await answer.text();
    expect([agent, query, text.includes('\n  '), text.at(-1)]).toEqual([
      ...[agent, query, indented, indented ? '}' : '\n'],
    ]);
  }
});

test('what never reaches the API is refused as the API refuses', async () => {
  const url = `${http.url}${configMaps}`;
  const large = await post('x'.repeat(5 * 1024 * 1024));
  expect(await large.json()).toMatchObject({ kind: 'Status', code: 413, reason: 'RequestEntityTooLarge' });
  const socket = connect(http.port, '127.0.0.1');
  socket.write(`TRACE ${configMaps} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  expect(text).toMatch(/^HTTP\/1.1 405 .*"kind":"Status".*"reason":"MethodNotAllowed"/s);
  const query = await fetch(url, { method: 'QUERY' });
  expect(await query.json()).toMatchObject({ kind: 'Status', code: 405 });
  const type = await post('{}', 'json');
  expect(await type.json()).toMatchObject({ kind: 'Status', code: 415, reason: 'UnsupportedMediaType' });
  const wrong = await fetch(`${url}/%zz`);
  expect(await wrong.json()).toMatchObject({ kind: 'Status', code: 400, reason: 'BadRequest' });
});

test('a body that is no JSON is refused in the words of Go', async () => {
  const refused = await post('{\n  "metadata": {"name": "a",}\n}');
  expect(refused.status).toBe(400);
  const { message } = (await refused.json()) as { message: string };
  expect(message).toContain(
    "json parse error: invalid character '}' looking for beginning of object key string (",
  );
});
