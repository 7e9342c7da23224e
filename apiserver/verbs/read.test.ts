import { expect, test } from 'vitest';
import { openApi, type TestApi } from '../testing/open-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';

async function withConfigMaps(count: number): Promise<TestApi> {
  const api = await openApi();
  for (let at = 0; at < count; at++) {
    const labels = { parity: at % 2 === 0 ? 'even' : 'odd' };
    await api.call('POST', configMaps, { metadata: { name: `c-${at}`, labels } });
  }
  return api;
}

const names = (body: { items: { metadata: { name: string } }[] }) =>
  body.items.map(({ metadata }) => metadata.name);

test('a list is in key order and carries the revision it is as of', async () => {
  const api = await withConfigMaps(3);
  const { body } = await api.call('GET', configMaps);
  expect(body).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1' });
  expect(body.metadata).toEqual({ resourceVersion: String(api.store.currentRevision()) });
  expect(names(body)).toEqual(['c-0', 'c-1', 'c-2']);
  expect(body.items[0].kind).toBeUndefined();
});

test('selectors choose by label and by field', async () => {
  const api = await withConfigMaps(4);
  expect(names((await api.call('GET', `${configMaps}?labelSelector=parity%3Dodd`)).body)).toEqual([
    'c-1',
    'c-3',
  ]);
  expect(names((await api.call('GET', `${configMaps}?labelSelector=parity+notin+(odd)`)).body)).toEqual([
    'c-0',
    'c-2',
  ]);
  expect(names((await api.call('GET', `${configMaps}?fieldSelector=metadata.name%3Dc-2`)).body)).toEqual([
    'c-2',
  ]);
  const unknown = await api.call('GET', `${configMaps}?fieldSelector=data.x%3Dy`);
  expect(unknown.status).toBe(400);
});

test('all pages of a list are of one revision, whatever is written meanwhile', async () => {
  const api = await withConfigMaps(5);
  const first = await api.call('GET', `${configMaps}?limit=2`);
  expect(names(first.body)).toEqual(['c-0', 'c-1']);
  expect(first.body.metadata.remainingItemCount).toBe(3);
  await api.call('POST', configMaps, { metadata: { name: 'c-2a' } });
  await api.call('DELETE', `${configMaps}/c-3`);
  const second = await api.call('GET', `${configMaps}?limit=2&continue=${first.body.metadata.continue}`);
  expect(names(second.body)).toEqual(['c-2', 'c-3']);
  expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
  expect(second.body.metadata.remainingItemCount).toBe(1);
  const third = await api.call('GET', `${configMaps}?limit=2&continue=${second.body.metadata.continue}`);
  expect(names(third.body)).toEqual(['c-4']);
  expect(third.body.metadata.continue).toBeUndefined();
});

test('a page of a compacted revision is Expired, with a token that goes on from now', async () => {
  const api = await withConfigMaps(3);
  const first = await api.call('GET', `${configMaps}?limit=1`);
  await api.call('POST', configMaps, { metadata: { name: 'd' } });
  await api.simulation.complete(() => api.store.compact(api.store.currentRevision()));
  const gone = await api.call('GET', `${configMaps}?limit=1&continue=${first.body.metadata.continue}`);
  expect(gone.status).toBe(410);
  expect(gone.body.reason).toBe('Expired');
  const on = await api.call('GET', `${configMaps}?continue=${gone.body.metadata.continue}`);
  expect(names(on.body)).toEqual(['c-1', 'c-2', 'd']);
});

test('an exact resourceVersion shows the past, one of the future is a timeout', async () => {
  const api = await withConfigMaps(2);
  const then = api.store.currentRevision();
  await api.call('DELETE', `${configMaps}/c-0`);
  const past = await api.call('GET', `${configMaps}?resourceVersion=${then}&resourceVersionMatch=Exact`);
  expect(names(past.body)).toEqual(['c-0', 'c-1']);
  const future = await api.call('GET', `${configMaps}?resourceVersion=99999`);
  expect(future.status).toBe(504);
  expect(future.body.details.causes[0].reason).toBe('ResourceVersionTooLarge');
  expect((await api.call('GET', `${configMaps}?resourceVersion=abc`)).status).toBe(400);
});

test('what is not there is NotFound, and what is not served has no path', async () => {
  const api = await openApi();
  const { status, body } = await api.call('GET', '/apis/apps/v1/namespaces/default/deployments/web');
  expect(status).toBe(404);
  expect(body).toMatchObject({
    reason: 'NotFound',
    message: 'deployments.apps "web" not found',
    details: { name: 'web', group: 'apps', kind: 'deployments' },
  });
  const path = await api.call('GET', '/apis/nobody.io/v1/things');
  expect(path.status).toBe(404);
  expect(path.body).toBe('404 page not found\n');
});

test('kubectl gets its columns', async () => {
  const api = await withConfigMaps(1);
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
  const { body } = await api.call('GET', configMaps, undefined, { accept });
  expect(body.kind).toBe('Table');
  expect(body.columnDefinitions.map(({ name }: { name: string }) => name)).toEqual(['Name', 'Data', 'Age']);
  expect(body.rows[0].cells).toEqual(['c-0', 0, '0s']);
  expect(body.rows[0].object.kind).toBe('PartialObjectMetadata');
});

test('pages are as long as asked, and the last says nothing of another', async () => {
  const api = await withConfigMaps(4);
  const pages = async (query: string) => {
    const lengths: number[] = [];
    for (let token: string | undefined = ''; token !== undefined && lengths.length < 10; ) {
      const { body }: { body: { items: unknown[]; metadata: { continue?: string } } } = await api.call(
        'GET',
        `${configMaps}?${query}${token === '' ? '' : `&continue=${token}`}`,
      );
      lengths.push(body.items.length);
      token = body.metadata.continue;
    }
    return lengths;
  };
  expect(await pages('limit=1')).toEqual([1, 1, 1, 1]);
  expect(await pages('limit=2')).toEqual([2, 2]);
  expect(await pages('limit=3')).toEqual([3, 1]);
  expect(await pages('limit=4')).toEqual([4]);
  expect(await pages('limit=0')).toEqual([4]);
  expect(await pages('limit=1&fieldSelector=metadata.name%3Dc-1')).toEqual([1]);
  expect(await pages('limit=1&labelSelector=parity%3Dodd')).toEqual([1, 1]);
  const any = await api.call('GET', `${configMaps}?limit=1&resourceVersion=0`);
  expect([any.body.items.length, any.body.metadata.continue]).toEqual([4, undefined]);
});

test('a page of the past shows what was selected then', async () => {
  const api = await withConfigMaps(4);
  await api.call('POST', '/api/v1/namespaces/kube-system/configmaps', { metadata: { name: 'c-1' } });
  const then = api.store.currentRevision();
  await api.call('DELETE', `${configMaps}/c-1`);
  await api.call('DELETE', `${configMaps}/c-3`);
  const past = async (path: string, query = '') => {
    const exact = `resourceVersion=${then}&resourceVersionMatch=Exact`;
    const { items, metadata } = (await api.call('GET', `${path}?${exact}${query}`)).body;
    return [names({ items }).join(' '), metadata.resourceVersion, metadata.remainingItemCount];
  };
  const at = String(then);
  expect(await past(configMaps, '&labelSelector=parity%3Dodd')).toEqual(['c-1 c-3', at, undefined]);
  expect(await past(configMaps, '&fieldSelector=metadata.name%3Dc-1')).toEqual(['c-1', at, undefined]);
  expect(await past(configMaps, '&labelSelector=parity%3Dodd&limit=1')).toEqual(['c-1', at, undefined]);
  expect(await past(configMaps, '&limit=4')).toEqual(['c-0 c-1 c-2 c-3', at, undefined]);
  expect(await past(configMaps, '&limit=3')).toEqual(['c-0 c-1 c-2', at, 1]);
  expect(await past('/api/v1/configmaps', '&fieldSelector=metadata.name%3Dc-1')).toEqual([
    'c-1 c-1',
    at,
    undefined,
  ]);
});

test('pages go on in all namespaces, though something changed meanwhile', async () => {
  const api = await withConfigMaps(2);
  for (const name of ['x', 'y'])
    await api.call('POST', '/api/v1/namespaces/kube-system/configmaps', { metadata: { name } });
  const first = (await api.call('GET', '/api/v1/configmaps?limit=3')).body;
  await api.call('POST', configMaps, { metadata: { name: 'c-0a' } });
  const second = (await api.call('GET', `/api/v1/configmaps?limit=3&continue=${first.metadata.continue}`))
    .body;
  expect([...names(first), ...names(second)].filter((name) => name !== 'kube-root-ca.crt')).toEqual([
    'c-0',
    'c-1',
    'x',
    'y',
  ]);
  expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
});

test("a page is of the first one's revision, or of none", async () => {
  const api = await withConfigMaps(2);
  const { metadata } = (await api.call('GET', `${configMaps}?limit=1`)).body;
  const next = async (query: string) => {
    const { status, body } = await api.call(
      'GET',
      `${configMaps}?limit=1&continue=${metadata.continue}${query}`,
    );
    return [status, body.message];
  };
  const says = 'specifying resource version is not allowed when using continue';
  expect(await next(`&resourceVersion=${metadata.resourceVersion}`)).toEqual([400, says]);
  expect(await next('&resourceVersion=0')).toEqual([200, undefined]);
  const future = await api.call(
    'GET',
    `${configMaps}?resourceVersion=${api.store.currentRevision() + 1}&resourceVersionMatch=Exact`,
  );
  expect([future.status, future.body.details.causes[0].reason]).toEqual([504, 'ResourceVersionTooLarge']);
});

test('over a closed store a page of the past is 503', async () => {
  const api = await withConfigMaps(1);
  const exact = `resourceVersion=${api.store.currentRevision() - 1}&resourceVersionMatch=Exact`;
  await api.simulation.complete(() => api.store.close());
  expect((await api.call('GET', `${configMaps}?${exact}`)).status).toBe(503);
});
