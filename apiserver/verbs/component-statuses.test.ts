import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';

const path = '/api/v1/componentstatuses';

test('components are healthy that run, and the store', async () => {
  const api = await openApi(1, undefined, undefined, { components: ['scheduler'] });
  const { body } = await api.call('GET', path);
  const healthy = (name: string) => ({
    metadata: { name },
    conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
  });
  const says = 'Get "https://127.0.0.1:10257/healthz": dial tcp 127.0.0.1:10257: connect: connection refused';
  expect(body).toEqual({
    kind: 'ComponentStatusList',
    apiVersion: 'v1',
    metadata: {},
    items: [
      healthy('scheduler'),
      {
        metadata: { name: 'controller-manager' },
        conditions: [{ type: 'Healthy', status: 'False', message: says }],
      },
      healthy('etcd-0'),
    ],
  });
  const selected = await api.call('GET', `${path}?fieldSelector=metadata.name%3Detcd-0`);
  expect(selected.body.items).toEqual([healthy('etcd-0')]);
  expect((await api.call('GET', `${path}?labelSelector=a`)).body.items).toEqual([]);
  const one = await api.call('GET', `${path}/etcd-0`);
  expect(one.body).toEqual({ kind: 'ComponentStatus', apiVersion: 'v1', ...healthy('etcd-0') });
  const accept = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  const table = await api.call('GET', path, undefined, accept);
  expect(table.body.rows.map(({ cells }: { cells: unknown[] }) => cells.slice(0, 2))).toEqual([
    ['scheduler', 'Healthy'],
    ['controller-manager', 'Unhealthy'],
    ['etcd-0', 'Healthy'],
  ]);
});

test('there is nothing else, and nothing to watch', async () => {
  const api = await openApi();
  const nothing = await api.call('GET', `${path}/x`);
  expect([nothing.status, nothing.body.message]).toEqual([404, 'componentstatus "x" not found']);
  const watched = await api.call('GET', `${path}?watch=true`);
  expect([watched.status, watched.body.message]).toEqual([
    405,
    'watch is not supported on resources of kind "componentstatuses"',
  ]);
});
