import { expect, test } from 'vitest';
import { openApi } from './testing/open-api.ts';

test('an endpoint of health says what it looked at to who asks', async () => {
  const api = await openApi();
  const text = async (path: string) => (await api.call('GET', path)).body;
  expect(await text('/readyz')).toBe('ok');
  expect(await text('/livez/etcd')).toBe('ok');
  expect(await text('/readyz?verbose')).toBe('[+]ping ok\n[+]etcd ok\nreadyz check passed\n');
  expect(await text('/healthz?verbose&exclude=etcd')).toBe(
    '[+]ping ok\n[+]etcd excluded: ok\nhealthz check passed\n',
  );
  expect(await text('/livez?verbose&exclude=x')).toContain(
    'warn: some health checks cannot be excluded: no matches for "x"\n',
  );
  expect(await api.call('GET', '/readyz/x')).toMatchObject({ status: 404 });
});

test('a server whose store is gone is not healthy', async () => {
  const api = await openApi();
  await api.simulation.complete(() => api.store.close());
  const { status, body } = await api.call('GET', '/readyz');
  expect(status).toBe(500);
  expect(body).toBe('[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n');
  expect((await api.call('GET', '/healthz/etcd')).body).toBe('internal server error: the store is closed\n');
  expect((await api.call('GET', '/healthz?exclude=etcd')).status).toBe(200);
});
