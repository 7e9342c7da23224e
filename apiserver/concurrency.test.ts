import { expect, test } from 'vitest';
import type { ApiResponse } from '../apimachinery/index.ts';
import { openApi } from './testing/open-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const user = { name: 'tester', groups: [] };
const merge = { 'content-type': 'application/merge-patch+json' };

test('fifty patches of one object at once all arrive', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const patch = (key: string) =>
    api.server.handle({
      method: 'PATCH',
      path: `${configMaps}/a`,
      query: {},
      headers: merge,
      body: Buffer.from(JSON.stringify({ data: { [key]: '1' } })),
      user,
    });
  const keys = Array.from({ length: 50 }, (_, index) => `k${index}`);
  const answers = await api.simulation.complete(() => Promise.all(keys.map(patch)));
  expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 200));
  expect(Object.keys((await api.call('GET', `${configMaps}/a`)).body.data)).toHaveLength(50);
});

test('of many who create or delete one name, one succeeds', async () => {
  const api = await openApi();
  const send = (method: 'POST' | 'DELETE', path: string) =>
    api.server.handle({
      method,
      path,
      query: {},
      headers: {},
      ...(method === 'POST' ? { body: { metadata: { name: 'a' } } } : {}),
      user,
    });
  const race = async (method: 'POST' | 'DELETE', path: string) => {
    const all = Array.from({ length: 10 }, () => send(method, path));
    const answers = await api.simulation.complete((): Promise<ApiResponse[]> => Promise.all(all));
    return answers.map(({ status }) => status).sort();
  };
  expect(await race('POST', configMaps)).toEqual([201, ...Array(9).fill(409)]);
  expect(await race('DELETE', `${configMaps}/a`)).toEqual([200, ...Array(9).fill(404)]);
});

test('a watcher may stop within its own callback', async () => {
  const api = await openApi();
  const log = await api.watch(`${configMaps}?watch=1`);
  const { events } = log;
  const push = events.push.bind(events);
  events.push = (...more) => {
    log.stream.stop();
    return push(...more);
  };
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  await api.call('POST', configMaps, { metadata: { name: 'b' } });
  expect(log.texts).toEqual(['ADDED a']);
});

test('over a closed store writes are 503 with a Status', async () => {
  const api = await openApi();
  await api.simulation.complete(() => api.store.close());
  for (const [method, path] of [
    ['POST', configMaps],
    ['DELETE', '/api/v1/namespaces/default'],
  ] as const) {
    const { status, body } = await api.call(
      method,
      path,
      method === 'POST' ? { metadata: { name: 'a' } } : undefined,
    );
    expect({ status, kind: body.kind, reason: body.reason }).toEqual({
      status: 503,
      kind: 'Status',
      reason: 'ServiceUnavailable',
    });
  }
});
