import { expect, test } from 'vitest';
import { createClient, createInformerFactory } from '../client/index.ts';
import { FakeApi, statusError } from '../client/testing/fake-api.ts';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { nodes, pod, pods } from '../client/testing/types.ts';
import { controllerManagedBy } from './builder.ts';
import { createManager } from './manager.ts';
import { asReconciler } from './object-reconciler.ts';

test('a reconciler of objects is handed what is there, and what went is left', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test', signal: environment.signal });
  const manager = createManager(environment, {
    client,
    informers: createInformerFactory(environment, client),
  });
  const seen: string[] = [];
  const reconcile = async (object: { readonly metadata?: { readonly name?: string } }) => {
    seen.push(object.metadata?.name ?? '');
    return undefined;
  };
  const controller = controllerManagedBy(manager).for(pods).complete(asReconciler(pods, { reconcile }));
  controllerManagedBy(manager).for(nodes).complete(asReconciler(nodes, { reconcile }));
  api.put('pods', pod('a'));
  api.put('nodes', { metadata: { name: 'n' } });
  await manager.start();
  controller.queue.add('default/gone');
  await environment.settle();
  expect(seen.toSorted()).toEqual(['a', 'n']);
  expect(controller.inspect().failing).toEqual({});
  api.intercept = () => statusError(500, 'InternalError', 'broken');
  controller.queue.add('default/a');
  await environment.settle();
  expect(controller.inspect().failing).toEqual({ 'default/a': 'broken' });
});
