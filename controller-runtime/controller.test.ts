import { expect, test } from 'vitest';
import { createClient, createInformerFactory } from '../client/index.ts';
import { FakeApi } from '../client/testing/fake-api.ts';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { pod, pods, replicaSets } from '../client/testing/types.ts';
import { controllerManagedBy } from './builder.ts';
import type { ControllerOptions } from './controller.ts';
import { createManager } from './manager.ts';
import type { ReconcileContext, ReconcileResult, Request } from './reconcile.ts';
import { TerminalError } from './terminal-error.ts';

type Answer = (request: Request, context: ReconcileContext) => Promise<ReconcileResult>;

function setUp(answer: Answer, options: ControllerOptions = {}) {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test', signal: environment.signal });
  const informers = createInformerFactory(environment, client);
  const manager = createManager(environment, { client, informers });
  const reconciled: string[] = [];
  const controller = controllerManagedBy(manager)
    .named('replicaset')
    .for(replicaSets)
    .owns(pods)
    .withOptions(options)
    .complete({
      reconcile(request, context) {
        reconciled.push(`${request.namespace}/${request.name}`);
        return answer(request, context);
      },
    });
  return { environment, api, client, manager, controller, reconciled };
}

const nothing: Answer = () => Promise.resolve(undefined);

test('an object and what it owns make their controller look at it', async () => {
  const { environment, api, manager, reconciled } = setUp(nothing);
  api.put('replicasets', pod('web'));
  await manager.start();
  await environment.settle();
  const reference = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u', controller: true };
  api.put('pods', pod('web-1', {}, { ownerReferences: [reference] }));
  await environment.settle();
  expect(reconciled).toEqual(['default/web', 'default/web']);
});

test('should requeue a Request if there is an error and continue processing items', async () => {
  let failures = 3;
  const { environment, api, manager, controller, reconciled } = setUp(async () => {
    failures -= 1;
    if (failures >= 0) throw new Error('not yet');
    return undefined;
  });
  api.put('replicasets', pod('web'));
  await manager.start();
  await environment.settle();
  expect(controller.queue.numRequeues('default/web')).toBe(1);
  expect(environment.pendingMs('foreground')).toEqual([5]);
  await environment.advance(35);
  expect(reconciled).toHaveLength(4);
  expect(controller.queue.numRequeues('default/web')).toBe(0);
});

test('should not requeue a Request if there is a terminal error', async () => {
  const { environment, api, manager, controller, reconciled } = setUp(async () => {
    throw new TerminalError('the spec makes no sense');
  });
  api.put('replicasets', pod('web'));
  await manager.start();
  await environment.advance(60_000);
  expect(reconciled).toEqual(['default/web']);
  expect(controller.queue.length).toBe(0);
});
