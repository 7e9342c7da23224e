import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { AcceptedCallers } from './accepted-callers.ts';

function says(
  headers: IncomingMessage['headers'],
  callers = new AcceptedCallers('127.0.0.1'),
  target?: string,
) {
  const request = new IncomingMessage(new Socket());
  request.method = 'GET';
  Object.assign(request.headers, headers);
  return callers.refusal(request, target)?.status.message;
}

test.each(['localhost', 'LOCALHOST:6443', '127.0.0.1', '127.0.0.1:1', '[::1]', '[::1]:6443'])(
  'the host %s is answered',
  (host) => {
    expect(says({ host })).toBeUndefined();
    expect(says({ host, origin: `http://${host}` })).toBeUndefined();
    expect(says({ host: 'evil.example' }, undefined, host)).toBeUndefined();
  },
);

test.each([
  'evil.example',
  'localhost.evil.example',
  'evil-localhost',
  '127.0.0.1.evil.example:6443',
  '',
  '[',
  'a:b:c',
])('the host %s is refused', (host) => {
  expect(says({ host })).toContain(`this server is not called ${JSON.stringify(host)}`);
  expect(says({ host: 'localhost', origin: `http://${host}` })).toContain('pages of the origin');
  expect(says({ host: 'localhost' }, undefined, host)).toContain('--accept-hosts');
});

test.each([
  'null',
  '',
  'chrome-extension://localhost',
  'http://localhost, http://localhost',
  'http://localhost/',
])('the origin %s is refused', (origin) => {
  expect(says({ host: 'localhost', origin })).toContain('pages of the origin');
});

test('what a page of another site asks for is refused without its origin too, but a link to here is not', () => {
  const headers = { host: 'localhost', 'sec-fetch-site': 'cross-site' };
  expect(says(headers)).toContain('pages of other sites');
  expect(says({ ...headers, 'sec-fetch-mode': 'navigate' })).toBeUndefined();
  expect(says({ ...headers, 'sec-fetch-site': 'same-origin' })).toBeUndefined();
});

test('other hosts are accepted in the place of the loopback names, and the one that is listened on always', () => {
  const callers = new AcceptedCallers('::1', [/\.example$/]);
  expect(says({ host: 'cluster.example:6443', origin: 'https://cluster.example' }, callers)).toBeUndefined();
  expect(says({ host: '[::1]:6443' }, callers)).toBeUndefined();
  expect(says({ host: 'localhost' }, callers)).toContain('is not called "localhost"');
});
