import { expect, test } from 'vitest';
import { FailingLevel, fullDisk } from '../../store/testing/failing-level.ts';
import { openApi } from '../testing/open-api.ts';

test('an endpoint of health says what it looked at to who asks', async () => {
  const api = await openApi();
  const text = async (path: string) => (await api.call('GET', path)).body;
  expect(await text('/readyz')).toBe('ok');
  expect(await text('/livez/etcd')).toBe('ok');
  const ready = await text('/readyz?verbose');
  expect(ready).toMatch(/^\[\+\]ping ok\n\[\+\]log ok\n\[\+\]etcd ok\n\[\+\]etcd-readiness ok\n/);
  expect(ready).toMatch(/\n\[\+\]shutdown ok\nreadyz check passed\n$/);
  expect(await text('/livez/poststarthook/rbac/bootstrap-roles')).toBe('ok');
  const alive = await text('/healthz?verbose&exclude=etcd');
  expect(alive).toContain('[+]etcd excluded: ok\n[+]poststarthook/');
  expect(alive).toMatch(/healthz check passed\n$/);
  expect(await text('/livez?verbose&exclude=x')).toContain(
    'warn: some health checks cannot be excluded: no matches for "x"\n',
  );
  expect(await api.call('GET', '/readyz/x')).toMatchObject({ status: 404 });
  expect(await api.call('GET', '/livez/etcd-readiness')).toMatchObject({ status: 404 });
});

test('a server whose store is gone is not healthy', async () => {
  const api = await openApi();
  await api.simulation.complete(() => api.store.close());
  const { status, body } = await api.call('GET', '/readyz');
  expect(status).toBe(500);
  expect(body).toContain(
    '[-]etcd failed: reason withheld\n[-]etcd-readiness failed: reason withheld\n[+]informer-sync ok\n',
  );
  expect(body).toMatch(/readyz check failed\n$/);
  expect((await api.call('GET', '/healthz/etcd')).body).toBe('internal server error: the store is closed\n');
  expect((await api.call('GET', '/healthz?exclude=etcd')).status).toBe(200);
});

test('a server whose store takes no writes is alive, and not ready', async () => {
  const level = new FailingLevel();
  const api = await openApi(1, undefined, { level });
  level.failure = fullDisk;
  const made = await api.call('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'a' } });
  const told = {
    kind: 'Status',
    status: 'Failure',
    message: 'etcdserver: mvcc: database space exceeded',
    code: 500,
  };
  expect(made).toMatchObject({ status: 500, body: told });
  expect(made.body.reason).toBeUndefined();
  expect((await api.call('GET', '/api/v1/namespaces/default')).status).toBe(200);
  expect((await api.call('GET', '/readyz')).status).toBe(500);
  expect((await api.call('GET', '/readyz/etcd-readiness')).body).toContain('the disk is full');
  expect((await api.call('GET', '/livez')).body).toBe('ok');
  level.failure = undefined;
  await api.simulation.runFor(2000);
  expect((await api.call('GET', '/readyz')).body).toBe('ok');
});

test('the root tells every path that is no resource, and each is there', async () => {
  const api = await openApi();
  const { paths } = JSON.parse((await api.call('GET', '/')).body) as { paths: string[] };
  expect(paths).toEqual(
    expect.arrayContaining(['/api/v1', '/apis/apps', '/apis/apps/v1', '/livez/ping', '/metrics']),
  );
  for (const path of paths) expect([path, (await api.call('GET', path)).status]).toEqual([path, 200]);
});
