import { expect, test } from 'vitest';
import { httpRequest } from '../testing/http-request.ts';
import { parseBindAddress } from './bind-address.ts';
import { HttpMux, textAnswer } from './http-handler.ts';

test('a path has one handler: its own, or that of the longest path above it', async () => {
  const mux = new HttpMux();
  for (const path of ['/a', '/a/', '/a/b/', '/c']) mux.handle(path, () => textAnswer(200, path));
  const asked = async (path: string) => (await mux.answer(httpRequest(path))).body;
  expect(await asked('/a')).toBe('/a');
  expect(await asked('/a/x')).toBe('/a/');
  expect(await asked('/a/b/x')).toBe('/a/b/');
  expect(await asked('/c/x')).toBe('404 page not found\n');
  expect(() => mux.handle('/c', () => textAnswer(200, ''))).toThrow("can't register duplicate path: /c");
});

test.each([
  [':8080', { host: undefined, port: 8080 }],
  ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
  ['[::1]:9443', { host: '::1', port: 9443 }],
  ['', undefined],
  ['0', undefined],
])('the bind address %j', (text, address) => {
  expect(parseBindAddress(text)).toEqual(address);
});

test.each(['localhost', ':x', ':70000'])('%j is no bind address', (text) => {
  expect(() => parseBindAddress(text)).toThrow(`address ${text}: missing port in address`);
});
