import { expect, test } from 'vitest';
import { createClient } from './create-client.ts';
import { createInformerFactory } from './informer-factory.ts';
import { FakeApi, statusError } from './testing/fake-api.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';
import { pod, pods } from './testing/types.ts';

function setUp(options: { readonly watchList?: boolean } = {}) {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  api.watchListSupported = options.watchList ?? true;
  const client = createClient(api, { userAgent: 'test', signal: environment.signal });
  const factory = createInformerFactory(environment, client);
  const informer = factory.informer(pods);
  const seen: string[] = [];
  informer.addEventHandler({
    onAdd: (object, initial) => seen.push(`add ${object.metadata?.name}${initial ? ' initially' : ''}`),
    onUpdate: (old, object) =>
      seen.push(
        `update ${object.metadata?.name} ${old.metadata?.resourceVersion}->${object.metadata?.resourceVersion}`,
      ),
    onDelete: (object, unknown) => seen.push(`delete ${object.metadata?.name}${unknown ? ' unseen' : ''}`),
  });
  return { environment, api, client, factory, informer, seen };
}

test.each([true, false])(
  'an informer follows the server (initial list as a watch: %s)',
  async (watchList) => {
    const { environment, api, factory, informer, seen } = setUp({ watchList });
    api.put('pods', pod('one'));
    factory.start();
    await environment.settle();
    expect(informer.hasSynced()).toBe(true);
    api.put('pods', pod('two'));
    api.put('pods', pod('one'));
    api.remove('pods', 'default/two');
    await environment.settle();
    expect(seen).toEqual(['add one initially', 'add two', 'update one 1->3', 'delete two']);
    expect(informer.indexer.list()).toEqual(api.objects('pods'));
    expect(informer.lastSyncResourceVersion()).toBe('4');
    expect(environment.failures).toEqual([]);
  },
);

test('a watch that expired is followed by a new list, and what was missed is made up for', async () => {
  const { environment, api, factory, informer, seen } = setUp({ watchList: false });
  api.put('pods', pod('one'));
  api.put('pods', pod('two'));
  factory.start();
  await environment.settle();
  api.remove('pods', 'default/one', { notify: false });
  api.put('pods', pod('three'), { notify: false });
  api.endWatches(statusError(410, 'Expired', 'too old resource version'));
  await environment.advance(2_000);
  expect(seen).toEqual([
    'add one initially',
    'add two initially',
    'update two 2->2',
    'add three',
    'delete one unseen',
  ]);
  expect(informer.indexer.list()).toEqual(api.objects('pods'));
});
