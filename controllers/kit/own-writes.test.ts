import { expect, it } from 'vitest';
import type { SharedInformer } from '../../client/index.ts';
import { OwnWrites } from './own-writes.ts';

it('a key is held back until every cache has seen what was written for it', () => {
  const writes = new OwnWrites();
  const versions = { pods: '10', sets: '' };
  const pods = cache(() => versions.pods);
  const sets = cache(() => versions.sets);
  expect(writes.seen('default/web')).toBe(true);
  writes.wrote('default/web', pods, { metadata: { resourceVersion: '12' } });
  writes.wrote('default/web', pods, { metadata: { resourceVersion: '11' } });
  writes.wrote('default/web', sets, { metadata: { resourceVersion: '13' } });
  expect(writes.seen('default/web')).toBe(false);
  expect(writes.seen('default/other')).toBe(true);
  versions.sets = '13';
  versions.pods = '11';
  expect(writes.seen('default/web')).toBe(false);
  versions.sets = '';
  versions.pods = '12';
  expect(writes.seen('default/web')).toBe(false);
  versions.sets = '100';
  expect(writes.seen('default/web')).toBe(true);
});

it('what is gone, and what has no version, is not waited for', () => {
  const writes = new OwnWrites();
  const pods = cache(() => '1');
  writes.wrote('default/web', pods, {});
  expect(writes.seen('default/web')).toBe(true);
  writes.wrote('default/web', pods, { metadata: { resourceVersion: '5' } });
  writes.forget('default/web');
  expect(writes.seen('default/web')).toBe(true);
});

it('a key is held back until what was deleted for it is gone, or about to go', () => {
  const writes = new OwnWrites();
  const web = { metadata: { name: 'web-0', namespace: 'default', uid: 'u-1' } };
  const going = { metadata: { ...web.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
  const another = { metadata: { ...web.metadata, uid: 'u-2' } };
  for (const then of [undefined, going, another]) {
    let found: object | undefined = web;
    const indexer = { get: () => found };
    writes.deleted('default/web', { indexer } as unknown as SharedInformer<object>, web);
    expect([writes.seen('default/web'), writes.seen('default/other')]).toEqual([false, true]);
    found = then;
    expect(writes.seen('default/web')).toBe(true);
    found = web;
    expect(writes.seen('default/web')).toBe(true);
  }
});

function cache(version: () => string) {
  return { lastSyncResourceVersion: version } as SharedInformer<object>;
}
