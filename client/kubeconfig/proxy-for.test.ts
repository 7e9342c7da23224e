import { expect, test } from 'vitest';
import { proxyFor } from './proxy-for.ts';

const proxy = 'http://proxy:3128';
const via = (server: string, noProxy = '') =>
  proxyFor(new URL(server), { HTTPS_PROXY: proxy, no_proxy: noProxy }) !== undefined;

test.each([
  ['https://one.example.com', '', true],
  // Of plain HTTP another variable says it.
  ['http://one.example.com', '', false],
  ['https://localhost:6443', '', false],
  ['https://127.0.0.1', '', false],
  ['https://127.1.2.3', '', false],
  ['https://[::1]:6443', '', false],
  ['https://one.example.com', '*', false],
  ['https://one.example.com', 'example.com', false],
  ['https://one.example.com', '.example.com', false],
  ['https://one.example.com', '*.example.com', false],
  ['https://example.com', '.example.com', true],
  ['https://example.com', 'example.com', false],
  ['https://notexample.com', 'example.com', true],
  ['https://one.example.com', 'other, one.example.com', false],
  ['https://ONE.example.com', 'one.Example.com', false],
  ['https://one.example.com', 'one.example.com:443', false],
  ['https://one.example.com:8443', 'one.example.com:443', true],
  ['https://10.1.2.3', '10.0.0.0/8', false],
  ['https://11.1.2.3', '10.0.0.0/8', true],
  ['https://10.1.2.3', '10.1.2.3', false],
  ['https://10.1.2.3:6443', '10.1.2.3:6443', false],
  ['https://10.1.2.3:443', '10.1.2.3:6443', true],
  ['https://[fd00::1]', 'fd00::/8', false],
  ['https://[fd00::1]', 'fd00::1', false],
  ['https://[fd00::1]:6443', '[fd00::1]:6443', false],
])('%s with NO_PROXY=%s goes by the proxy: %s', (server, noProxy, want) => {
  expect(via(server, noProxy)).toBe(want);
});

test('each protocol has a variable of its own, in capitals or not, with a protocol or not', () => {
  expect(proxyFor(new URL('http://one'), { http_proxy: 'proxy:8080' })).toBe('http://proxy:8080');
  expect(proxyFor(new URL('https://one'), { https_proxy: 'socks5://proxy' })).toBe('socks5://proxy');
  expect(proxyFor(new URL('https://one'), { HTTPS_PROXY: 'a', https_proxy: 'b' })).toBe('http://a');
  expect(proxyFor(new URL('https://one'), {})).toBeUndefined();
});
