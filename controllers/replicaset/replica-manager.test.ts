import { expect, it } from 'vitest';
import type { V1Pod, V1ReplicaSet } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import type { Clock } from '../../environment/index.ts';
import { UidTrackingControllerExpectations } from '../kit/expectations.ts';
import { createPods, deletePods } from './replica-manager.ts';

const pod: V1Pod = { metadata: { name: 'web-1', namespace: 'default' } };

it('pods that are made and deleted are told of, and are no failure', async () => {
  const { context, told } = setUp({ app: 'web' });
  await createPods(context, 1);
  await deletePods(context, [pod]);
  expect(told).toEqual(['SuccessfulCreate', 'SuccessfulDelete']);
});

it.each([{}, undefined])('pods without labels are not asked for: %j', async (labels) => {
  const { context, told } = setUp(labels);
  await expect(createPods(context, 1)).rejects.toThrow('unable to create pods, no labels');
  expect(told).toEqual([]);
});

it('a deletion that fails says why', async () => {
  const reason = new Error('no connection');
  const { context, told } = setUp({}, reason);
  const failure: unknown = await deletePods(context, [pod]).catch((error: unknown) => error);
  expect(failure).toEqual(new Error('unable to delete pods: no connection'));
  expect(failure).toHaveProperty('cause', reason);
  expect(told).toEqual(['FailedDelete']);
});

function setUp(labels: Readonly<Record<string, string>> | undefined, refusal?: Error) {
  const told: string[] = [];
  const template = labels === undefined ? {} : { metadata: { labels } };
  const replicaSet: V1ReplicaSet = {
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: {}, template },
  };
  const client = {
    create: async () => pod,
    delete: () => (refusal === undefined ? Promise.resolve() : Promise.reject(refusal)),
  } as unknown as Client;
  const clock = { now: () => 0 } as unknown as Clock;
  const expectations = new UidTrackingControllerExpectations(clock);
  const report = (_type: string, reason: string) => void told.push(reason);
  return { context: { replicaSet, client, expectations, report, onWrite: () => {} }, told };
}
