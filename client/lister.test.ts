import { expect, test } from 'vitest';
import { parseLabelSelector } from '../apimachinery/index.ts';
import { createClient } from './create-client.ts';
import { createLister } from './lister.ts';
import { createSharedInformer } from './shared-informer.ts';
import { FakeApi } from './testing/fake-api.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';
import { nodes, pod, pods } from './testing/types.ts';

async function setUp() {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test' });
  api.put('pods', pod('web', {}, { labels: { app: 'web' } }));
  api.put('pods', pod('db', {}, { labels: { app: 'db' } }));
  api.put('pods', pod('web', {}, { namespace: 'shop', labels: { app: 'web' } }));
  api.put('nodes', { metadata: { name: 'node-1' } });
  const podInformer = createSharedInformer(environment, client, pods);
  const nodeInformer = createSharedInformer(environment, client, nodes);
  podInformer.start();
  nodeInformer.start();
  await environment.settle();
  return { pods: createLister(podInformer), nodes: createLister(nodeInformer) };
}

const keys = (
  objects: readonly { readonly metadata?: { readonly namespace?: string; readonly name?: string } }[],
) => objects.map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`);

test('a lister lists everything, a namespace, and what a selector matches', async () => {
  const lister = (await setUp()).pods;
  const web = parseLabelSelector('app=web');
  expect(keys(lister.list())).toEqual(['default/web', 'default/db', 'shop/web']);
  expect(keys(lister.list(web))).toEqual(['default/web', 'shop/web']);
  expect(keys(lister.namespace('default').list())).toEqual(['default/web', 'default/db']);
  expect(keys(lister.namespace('default').list(web))).toEqual(['default/web']);
  expect(lister.namespace('nowhere').list()).toEqual([]);
});

test('what a lister does not have is not found, in the words of the server', async () => {
  const listers = await setUp();
  expect(listers.nodes.get('node-1').metadata?.name).toBe('node-1');
  expect(keys([listers.pods.namespace('shop').get('web'), listers.pods.get('default/db')])).toEqual([
    'shop/web',
    'default/db',
  ]);
  expect(() => listers.nodes.get('node-2')).toThrow('nodes "node-2" not found');
  expect(() => listers.pods.namespace('shop').get('db')).toThrow('pods "db" not found');
  expect(() => listers.pods.get('shop/db')).toThrow('pods "db" not found');
});
