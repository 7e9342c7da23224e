import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { fakeKubelet } from '../../testing/fake-kubelet.ts';
import { kubeletHandler } from './kubelet-handler.ts';

const handler = kubeletHandler({
  kubelets: () =>
    fakeKubelet({
      http: async ({ path }) => ({ status: 404, headers: {}, body: `no page ${path}` }),
      logs: ({ namespace, pod, container }) => {
        throw new Error(`${namespace} ${pod} ${container}`);
      },
    }),
  nodeOf: () => 'node-1',
  now: () => 0,
});

const ask = (path: string) =>
  handler.handle({ method: 'GET', path, query: {}, headers: {} }, new PassThrough());

test('names in a path are unescaped', async () => {
  await expect(ask('/containerLogs/default/a%2Eb/c')).rejects.toThrow('default a.b c');
});

test('a path with a malformed escape is refused', async () => {
  expect(await ask('/containerLogs/default/%zz/c')).toMatchObject({
    status: 400,
    body: { bytes: 'invalid URL escape "%zz"' },
  });
});

test.each(['constructor', 'toString', '__proto__'])('%s is a page like any other', async (name) => {
  expect(await ask(`/${name}/default/web`)).toMatchObject({
    status: 404,
    body: { bytes: `no page /${name}/default/web` },
  });
});
