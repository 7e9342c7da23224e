import type { Random } from '../../environment/index.ts';

const methods = ['GET', 'GET', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY'];
const oddMethods = ['CONNECT', 'PRI', 'get', 'G\0T', '', 'A'.repeat(300)];
const paths = [
  '/livez',
  '/version',
  '/',
  '//',
  '/api',
  '/apis',
  '/openapi/v2',
  '/api/v1/namespaces/default/configmaps',
  '/api/v1/namespaces/default/configmaps/a',
  '/api/v1/namespaces/default/pods/a/status',
  '/apis/apps/v1/namespaces/default/deployments',
  '/api/v1/watch/configmaps?timeoutSeconds=-1',
  '/api/v1/secrets',
];
const targets = ['*', 'http://[/', 'http://localhost/api', 'http://evil.example/', '//[', 'x://y?z'];
const oddTargets = ['localhost:80', '[::1]', 'x', '', '/a b', '/\0', `/${'a/'.repeat(5_000)}`];
const queries = [
  'watch=1&timeoutSeconds=-1',
  'limit=1',
  'continue=x',
  'a=%zz',
  'a=%ff;b',
  '=',
  'pretty=1',
  '?#',
];
const oddVersions = ['HTTP/2.0', 'HTTP/9', 'http/1.1', '', 'HTTP/1.0'];
const hosts = ['localhost', '127.0.0.1:6443', '[::1]', 'evil.example', '', '[', ':', 'localhost\t'];
const headers = [
  'Connection: keep-alive, upgrade',
  'Expect: 100-continue',
  'Expect: miracles',
  'Accept: application/yaml',
  'Accept: application/json;as=Table;g=meta.k8s.io;v=v1',
  'Accept: ,;=\\"',
  'Accept-Encoding: gzip',
  'Content-Type: application/yaml',
  'Content-Type: text/plain',
  'Content-Type: ;',
  'Origin: null',
  'Origin: http://localhost:3000',
  'Sec-Fetch-Site: cross-site',
  'User-Agent: curl/8',
  `X-Long: ${'x'.repeat(2_000)}`,
  'X-Any: \u00ff\u0080',
];
/** What ends a connection, or makes its end hard to see. */
const oddHeaders = [
  'Connection: close',
  'Transfer-Encoding: gzip',
  'Content-Length: 9999999',
  'Content-Length: -1',
  'X-Folded: a\r\n b',
  ': nameless',
  'No colon',
  'Host: twice',
];
const upgrades = ['h2c', 'TLS/1.0', 'SPDY/3.1', 'websocket', 'websocket, h2c', 'foo', ''];
const bodies = [
  '{"metadata":{"name":"a"}}',
  '{"dat\u00f0\u009f\u0098\u0080":"\\ud800"}',
  '[',
  '',
  '\0',
  'a: &a [*a]',
  'null',
];

/** A request after which another one can be read. */
export function anyRequest(random: Random): string {
  const target = random.integer(8) === 0 ? random.pick(targets) : pathAndQuery(random);
  return request(random, `${random.pick(methods)} ${target} HTTP/1.1`, headers) + framed(random, 'right');
}

/** A request that may be none, or never end. */
export function oddRequest(random: Random): string {
  const method = random.pick(random.integer(3) === 0 ? oddMethods : methods);
  const target = random.integer(3) === 0 ? random.pick(oddTargets) : '/api/v1/pods?watch=1';
  const version = random.integer(3) === 0 ? random.pick(oddVersions) : 'HTTP/1.1';
  const line = `${method} ${target} ${version}`;
  return request(random, line, [...headers, ...oddHeaders]) + framed(random, random.pick(['right', 'wrong']));
}

/** A request that ends the connection once it is answered, whatever it asks for. */
export function lastRequest(random: Random): string {
  const any = random.bytes(random.integer(20));
  const text = String.fromCharCode(...any).replace(/[\0-\x20\x7f]/g, '%');
  const lines = [`${random.pick(methods)} /${text}?${text} HTTP/1.1`, 'Host: localhost', 'Connection: close'];
  return `${lines.join('\r\n')}\r\nX-Any: ${text}\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
}

/** A request for a WebSocket that is given, if nothing before it goes wrong. */
export function handshake(): string {
  return `GET /api/v1/configmaps?watch=1 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: binary.k8s.io\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
}

function pathAndQuery(random: Random): string {
  const query = random.integer(3) === 0 ? `?${random.pick(queries)}` : '';
  return random.pick(paths) + query;
}

function request(random: Random, line: string, from: readonly string[]): string {
  const lines = [line, `Host: ${random.integer(8) === 0 ? random.pick(hosts) : 'localhost'}`];
  for (let left = random.integer(4); left > 0; left--) lines.push(random.pick(from));
  if (random.integer(6) === 0) lines.push(`Upgrade: ${random.pick(upgrades)}`, 'Connection: Upgrade');
  return `${lines.join('\r\n')}\r\n`;
}

/** The headers of a body, the end of the head, and the body. */
function framed(random: Random, length: 'right' | 'wrong'): string {
  const body = random.integer(3) === 0 ? random.pick(bodies) : '';
  if (body === '') return '\r\n';
  const bytes = length === 'right' ? body.length : random.integer(40);
  if (random.integer(3) > 0) return `Content-Length: ${bytes}\r\n\r\n${body}`;
  const ends = length === 'right' ? ['0\r\n\r\n', '0\r\nX-Trailer: a\r\n\r\n'] : ['zz\r\n', '', '0\r\n'];
  return `Transfer-Encoding: chunked\r\n\r\n${bytes.toString(16)}\r\n${body}\r\n${random.pick(ends)}`;
}
