import { expect, it } from 'vitest';
import { coreV1, type ResourceV1ResourceClaim, resourceV1 } from '../../api/index.ts';
import { claimFinalizer } from '../../component-helpers/index.ts';
import { openControllerWorld } from '../testing/controller-world.ts';
import { claimFromTemplate } from './claim-from-template.ts';
import { addResourceClaimController } from './resource-claim-controller.ts';

const spec = { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu' } }] } };
const template = { metadata: { namespace: 'default', name: 'one-gpu' }, spec: { spec } };
const pod = {
  metadata: { namespace: 'default', name: 'web' },
  spec: {
    containers: [{ name: 'c', image: 'i' }],
    resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'one-gpu' }],
  },
};
const web = pod.metadata;

it.each([
  ['web', 'gpu', 'web-gpu-'],
  ['p'.repeat(60), 'gpu', `${'p'.repeat(52)}-gp`],
  ['p'.repeat(40), 'c'.repeat(40), `${'p'.repeat(27)}-${'c'.repeat(27)}`],
])('the claim of %s for %s is called %s and something', (name, entry, generateName) => {
  const owner = { metadata: { namespace: 'default', name, uid: 'u' } };
  const { metadata } = claimFromTemplate({ ...pod, ...owner }, entry, template);
  expect(metadata?.generateName).toBe(generateName);
});

async function openWorld(asked?: string[]) {
  const world = await openControllerWorld(addResourceClaimController, {
    intercept(request) {
      if (request.method === 'GET' && request.path.startsWith('/api/v1/namespaces/default/pods/'))
        asked?.push(request.path);
      return undefined;
    },
  });
  const { run, client } = world;
  return {
    ...world,
    claims: async () => (await run(() => client.list(resourceV1.resourceClaims))).items,
    claimOfPod: async () =>
      (await run(() => client.get(coreV1.pods, web))).status?.resourceClaimStatuses?.[0]?.resourceClaimName,
  };
}

it('a claim that somebody deletes is made again after an hour', async () => {
  const { run, client, simulation, claims, claimOfPod } = await openWorld();
  await run(async () => {
    await client.create(resourceV1.resourceClaimTemplates, template);
    await client.create(coreV1.pods, pod);
  });
  await simulation.settle();
  const name = (await claimOfPod()) ?? '';
  expect((await claims()).map(({ metadata }) => metadata?.name)).toEqual([name]);
  await run(() => client.delete(resourceV1.resourceClaims, { namespace: 'default', name }));
  await simulation.settle();
  expect(await claims()).toEqual([]);
  await simulation.runFor(3_600_000);
  await run(() =>
    client.patch(coreV1.pods, web, { type: 'merge', body: { metadata: { labels: { a: 'b' } } } }),
  );
  await simulation.settle();
  const [again] = await claims();
  expect(again?.metadata?.name).not.toBe(name);
  expect(await claimOfPod()).toBe(again?.metadata?.name);
});

it('a pod could not be told of its claim: it is told of the same one, as soon as it can be', async () => {
  let failures = 1;
  const world = await openControllerWorld(addResourceClaimController, {
    intercept(request) {
      if (request.method !== 'PATCH' || failures-- <= 0) return undefined;
      return Promise.reject(new Error('no'));
    },
  });
  const { run, client, simulation } = world;
  await run(async () => {
    await client.create(resourceV1.resourceClaimTemplates, template);
    await client.create(coreV1.pods, pod);
  });
  await simulation.settle();
  const { items } = await run(() => client.list(resourceV1.resourceClaims));
  const { status } = await run(() => client.get(coreV1.pods, web));
  expect(items.map(({ metadata }) => metadata?.name)).toEqual([
    status?.resourceClaimStatuses?.[0]?.resourceClaimName,
  ]);
});

it('pods that were seen to go are not asked for, others are before their reservations are taken back', async () => {
  const asked: string[] = [];
  const { run, client, simulation, claims } = await openWorld(asked);
  const shared = { namespace: 'default', name: 'shared' };
  const entry = { name: 'gpu', resourceClaimName: 'shared' };
  await run(async () => {
    const { metadata } = await client.create(coreV1.pods, {
      ...pod,
      spec: { ...pod.spec, resourceClaims: [entry] },
    });
    const made = await client.create(resourceV1.resourceClaims, {
      metadata: { ...shared, finalizers: [claimFinalizer] },
      spec,
    });
    await reserve(made, metadata?.uid ?? '');
    await client.delete(coreV1.pods, web, { gracePeriodSeconds: 0 });
  });
  async function reserve(claim: ResourceV1ResourceClaim, uid: string): Promise<void> {
    const results = [{ request: 'gpu', driver: 'gpu.example.com', pool: 'p', device: 'd' }];
    const reservedFor = [{ resource: 'pods', name: 'web', uid }];
    await client.updateStatus(resourceV1.resourceClaims, {
      ...claim,
      status: { allocation: { devices: { results } }, reservedFor },
    });
  }
  await simulation.settle();
  const [claim] = await claims();
  expect(claim?.status).toEqual({});
  expect(claim?.metadata?.finalizers).toBeUndefined();
  expect(asked).toEqual([]);
  await run(() => reserve(claim as ResourceV1ResourceClaim, 'never-seen'));
  await simulation.settle();
  expect(asked).toEqual(['/api/v1/namespaces/default/pods/web']);
  expect((await claims())[0]?.status?.reservedFor).toBeUndefined();
});
