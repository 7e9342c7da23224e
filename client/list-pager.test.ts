import { expect, test } from 'vitest';
import type { KubeList } from '../apimachinery/index.ts';
import type { ListOptions } from './client.ts';
import { listInPages } from './list-pager.ts';
import { statusError } from './testing/fake-api.ts';
import { pod, type TestPod } from './testing/types.ts';

/** A server of `total` objects; says what it was asked. */
function pages(
  total: number,
  options: { readonly expireOnCall?: number; readonly failOnCall?: number } = {},
) {
  const asked: ListOptions[] = [];
  const listPage = async (wanted: ListOptions) => {
    asked.push(wanted);
    if (asked.length === options.expireOnCall) throw statusError(410, 'Expired', 'too old');
    if (asked.length === options.failOnCall) throw statusError(500, 'InternalError', 'broken');
    const from = Number(wanted.continue ?? 0);
    const to = Math.min(total, from + (wanted.limit ?? total));
    const items: TestPod[] = Array.from({ length: to - from }, (_, i) => pod(`p${from + i}`));
    return {
      metadata: { resourceVersion: 'rv', ...(to < total ? { continue: String(to) } : {}) },
      items,
    };
  };
  return { asked, listPage };
}

test.each([
  ['an empty list', 0, 1, false],
  ['one page', 9, 1, false],
  ['an exact page', 10, 1, false],
  ['several exact pages', 20, 2, true],
  ['a remainder', 23, 3, true],
])('%s comes whole', async (_name, total, calls, paginated) => {
  const { asked, listPage } = pages(total);
  const list = await listInPages(listPage, { resourceVersion: 'rv' }, 10);
  expect(list.items.map((item) => item.metadata?.name)).toEqual(
    Array.from({ length: total }, (_, i) => `p${i}`),
  );
  expect(list).toMatchObject({ resourceVersion: 'rv', paginated });
  expect(asked).toHaveLength(calls);
});

test('without a page size there is no limit', async () => {
  const { asked, listPage } = pages(23);
  const list = await listInPages(listPage, { resourceVersion: '5' }, 0);
  expect(list.items).toHaveLength(23);
  expect(asked).toEqual([{ resourceVersion: '5' }]);
});

test('later pages name the token and no version', async () => {
  const { asked, listPage } = pages(15);
  await listInPages(listPage, { resourceVersion: '5', resourceVersionMatch: 'NotOlderThan' }, 10);
  expect(asked[1]).toEqual({ limit: 10, continue: '10' });
});

test('a second page that has expired makes one full list', async () => {
  const { asked, listPage } = pages(15, { expireOnCall: 2 });
  const list = await listInPages(listPage, { resourceVersion: '5' }, 10);
  expect(list.items).toHaveLength(15);
  expect(list.paginated).toBe(true);
  expect(asked.at(-1)).toEqual({ resourceVersion: '5' });
});

test.each([
  ['a first page that has expired', { expireOnCall: 1 }, 'Expired'],
  ['a first page that fails', { failOnCall: 1 }, 'InternalError'],
  ['a second page that fails', { failOnCall: 2 }, 'InternalError'],
])('%s is an error', async (_name, options, reason) => {
  const { listPage } = pages(15, options);
  await expect(listInPages(listPage, {}, 10)).rejects.toMatchObject({ reason });
});

test('a list without items is an empty one, and what is no list is a failure of the server', async () => {
  const answer = (kind: string) => async () =>
    ({ kind, apiVersion: 'v1', metadata: {} }) as unknown as KubeList<TestPod>;
  expect((await listInPages(answer('PodList'), {}, 10)).items).toEqual([]);
  await expect(listInPages(answer('Table'), {}, 10)).rejects.toMatchObject({
    name: 'TransportError',
    message: 'a list came as Table without items',
  });
});
