import { expect, test } from 'vitest';
import { appsV1, type V1Deployment } from '../api/index.ts';
import { createClient } from '../client/index.ts';
import { FakeApi, statusError } from '../client/testing/fake-api.ts';
import { pod, pods, type TestPod } from '../client/testing/types.ts';
import { openTestWorld } from '../testing/index.ts';
import { createOrPatch } from './create-or-patch.ts';

const key = { namespace: 'default', name: 'web' };
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };

function deployment(replicas: number, observedGeneration?: number) {
  return ({ status, ...object }: Partial<V1Deployment>): V1Deployment => ({
    ...object,
    metadata: { ...key, ...object.metadata },
    spec: { selector: { matchLabels: { app: 'web' } }, template, ...object.spec, replicas },
    ...(observedGeneration === undefined
      ? status && { status }
      : { status: { ...status, observedGeneration } }),
  });
}

test('creates what is missing, and patches only what changed: object, status, both or none', async () => {
  const { run } = await openTestWorld();
  const apply = (replicas: number, observed?: number) =>
    run((user) => createOrPatch(user, appsV1.deployments, key, deployment(replicas, observed)));
  expect((await apply(1)).result).toBe('created');
  const { result, object } = await apply(1);
  expect([result, object.metadata?.generation]).toEqual(['unchanged', 1]);
  expect(await apply(2)).toMatchObject({ result: 'updated', object: { spec: { replicas: 2 } } });
  const status = await apply(2, 1);
  expect(status).toMatchObject({
    result: 'updatedStatusOnly',
    object: { status: { observedGeneration: 1 } },
  });
  const both = await apply(3, 2);
  expect(both).toMatchObject({
    result: 'updatedStatus',
    object: { metadata: { generation: 3 }, spec: { replicas: 3 }, status: { observedGeneration: 2 } },
  });
  expect((await apply(3, 2)).result).toBe('unchanged');
});

function setUp() {
  const api = new FakeApi();
  return { api, client: createClient(api, { userAgent: 'test' }) };
}

test('what somebody else changed meanwhile stays', async () => {
  const { api, client } = setUp();
  api.put('pods', pod('web', { spec: { value: 1 } }));
  const slow = (object: Partial<TestPod>): TestPod => {
    api.put('pods', pod('web', { spec: { value: 1, nodeName: 'n1' } }));
    return { ...object, spec: { ...object.spec, value: 2 } };
  };
  const { object } = await createOrPatch(client, pods, key, slow);
  expect(object.spec).toEqual({ value: 2, nodeName: 'n1' });
});

test('refuses to rename, and passes on what the server says', async () => {
  const { api, client } = setUp();
  const rename = (object: TestPod) => ({ ...object, metadata: { ...object.metadata, name: 'q' } });
  await expect(createOrPatch(client, pods, key, rename)).rejects.toThrow(
    'mutate function cannot change object name and/or object namespace',
  );
  api.intercept = () => statusError(500, 'InternalError', 'broken');
  await expect(createOrPatch(client, pods, key, rename)).rejects.toMatchObject({ reason: 'InternalError' });
  expect(api.calls.map(({ method }) => method)).toEqual(['GET', 'GET']);
});
