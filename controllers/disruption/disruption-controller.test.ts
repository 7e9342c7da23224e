import { expect, it, test } from 'vitest';
import {
  appsV1,
  coreV1,
  policyV1,
  type V1OwnerReference,
  type V1Pod,
  type V1PodDisruptionBudgetSpec,
} from '../../api/index.ts';
import type { KubeObject, StatusError } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { type ControllerWorld, openControllerWorld } from '../testing/controller-world.ts';
import { addDisruptionController } from './disruption-controller.ts';

const namespace = 'default';
const labels = { app: 'web' };
const selector = { matchLabels: labels };
const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } };

const budget = (client: Client, spec: V1PodDisruptionBudgetSpec, name = 'web') =>
  client.create(policyV1.podDisruptionBudgets, {
    metadata: { name, namespace },
    spec: { selector, ...spec },
  });

async function pod(client: Client, name: string, owner?: V1OwnerReference, ready = true): Promise<V1Pod> {
  const ownerReferences = owner === undefined ? {} : { ownerReferences: [{ ...owner, controller: true }] };
  const metadata = { name, namespace, labels, ...ownerReferences, finalizers: ['example.com/kept'] };
  const created = await client.create(coreV1.pods, { metadata, spec: template.spec });
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
  return client.updateStatus(coreV1.pods, { ...created, status: { phase: 'Running', conditions } });
}

async function replicaSet(
  client: Client,
  replicas: number,
  owner?: V1OwnerReference,
): Promise<V1OwnerReference> {
  const ownerReferences = owner === undefined ? {} : { ownerReferences: [{ ...owner, controller: true }] };
  const metadata = { name: 'web', namespace, ...ownerReferences };
  const created = await client.create(appsV1.replicaSets, {
    metadata,
    spec: { replicas, selector, template },
  });
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: created.metadata?.uid ?? '' };
}

const statusOf = async ({ run, client }: ControllerWorld, name = 'web') =>
  (await run(() => client.get(policyV1.podDisruptionBudgets, { namespace, name }))).status ?? {};

const numbersOf = async (world: ControllerWorld) => {
  const { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods } = await statusOf(world);
  return [disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods];
};

const eventsOf = async ({ run, client }: ControllerWorld, kind: string) =>
  (await run(() => client.list(coreV1.events, { namespace }))).items
    .filter(({ involvedObject }) => involvedObject.kind === kind)
    .map(({ type, reason, message, source }) => `${source?.component} ${type} ${reason}: ${message}`);

/** A world with a budget, and what the test makes first. */
async function open(
  spec: V1PodDisruptionBudgetSpec,
  make: (client: Client) => Promise<unknown> = async () => {},
): Promise<ControllerWorld> {
  const world = await openControllerWorld(addDisruptionController);
  await world.run(async () => {
    await make(world.client);
    await budget(world.client, spec);
  });
  await world.simulation.settle();
  return world;
}

const pods = async (client: Client, count: number, owner?: V1OwnerReference) => {
  for (let at = 1; at <= count; at++) await pod(client, `web-${at}`, owner);
};

test.each<[string, V1PodDisruptionBudgetSpec, number, number, readonly number[]]>([
  ['one of three may be missing', { maxUnavailable: 1 }, 3, 3, [1, 3, 2, 3]],
  ['a third of ten, rounded up', { maxUnavailable: '33%' }, 10, 10, [4, 10, 6, 10]],
  ['all of two where three may be missing', { maxUnavailable: 3 }, 2, 2, [2, 2, 0, 2]],
  ['five of ten may be missing, and six are', { maxUnavailable: 5 }, 10, 4, [0, 4, 5, 10]],
  ['two must serve, whoever counts', { minAvailable: 2 }, 5, 3, [1, 3, 2, 3]],
  ['28% of ten, rounded up', { minAvailable: '28%' }, 10, 10, [7, 10, 3, 10]],
  ['of none there is none to spare', { minAvailable: '50%' }, 0, 0, [0, 0, 0, 0]],
])('%s', async (_name, spec, replicas, running, numbers) => {
  const world = await open(spec, async (client) => pods(client, running, await replicaSet(client, replicas)));
  expect(await numbersOf(world)).toEqual(numbers);
  const { observedGeneration, conditions } = await statusOf(world);
  expect(observedGeneration).toBe(1);
  const [status, reason] = numbers[0] === 0 ? ['False', 'InsufficientPods'] : ['True', 'SufficientPods'];
  expect(conditions).toMatchObject([{ type: 'DisruptionAllowed', status, reason, observedGeneration: 1 }]);
});

it('counts a ReplicaSet as its Deployment wants it', async () => {
  const world = await open({ maxUnavailable: 1 }, async (client) => {
    const deployment = await client.create(appsV1.deployments, {
      metadata: { name: 'web', namespace },
      spec: { replicas: 4, selector, template },
    });
    const uid = deployment.metadata?.uid ?? '';
    const owner = await replicaSet(client, 2, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'web',
      uid,
    });
    await pods(client, 4, owner);
  });
  expect(await numbersOf(world)).toEqual([1, 4, 3, 4]);
});

it('asks for the scale of what it does not know', async () => {
  const world = await open({ maxUnavailable: '50%' });
  const { run, client, simulation } = world;
  const post = (path: string, body: object): Promise<KubeObject> =>
    client.raw({ method: 'POST', path, body });
  await run(() => post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', farms));
  await simulation.settle();
  const farm = { apiVersion: 'example.com/v1', kind: 'Farm' };
  await run(async () => {
    const body = { ...farm, metadata: { name: 'web' }, spec: { replicas: 6 } };
    const made = await post('/apis/example.com/v1/namespaces/default/farms', body);
    await pods(client, 5, { ...farm, name: 'web', uid: made.metadata?.uid ?? '' });
  });
  await simulation.settle();
  expect(await numbersOf(world)).toEqual([2, 5, 3, 6]);
});

const farms = {
  metadata: { name: 'farms.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'farms', kind: 'Farm' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        subresources: {
          scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
        },
      },
    ],
  },
};

it('says that there are no pods, and which nobody counts', async () => {
  const world = await open({ maxUnavailable: 1 });
  expect(await eventsOf(world, 'PodDisruptionBudget')).toEqual([
    'controllermanager Normal NoPods: No matching pods found',
  ]);
  await world.run(() => pods(world.client, 1));
  await world.simulation.settle();
  expect(await numbersOf(world)).toEqual([0, 1, 0, 0]);
  expect((await eventsOf(world, 'PodDisruptionBudget')).at(-1)).toBe(
    'controllermanager Warning UnmanagedPods: Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.',
  );
});

test.each([
  [
    'cannot be scaled',
    { apiVersion: 'batch/v1', kind: 'Job' },
    'jobs.batch does not implement the scale subresource',
  ],
  ['is not there', { apiVersion: 'apps/v1', kind: 'ReplicaSet' }, 'found no controllers for pod "web-1"'],
  [
    'is of no known kind',
    { apiVersion: 'example.com/v1', kind: 'Farm' },
    'no matches for kind "Farm" in version "example.com/v1"',
  ],
])('an owner that %s: nothing is allowed, and it is told why', async (_name, kind, message) => {
  const world = await open({ maxUnavailable: 1 }, (client) =>
    pods(client, 1, { ...kind, name: 'web', uid: 'u' }),
  );
  expect(await statusOf(world)).toMatchObject({
    disruptionsAllowed: 0,
    conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message }],
  });
  expect((await eventsOf(world, 'PodDisruptionBudget')).at(-1)).toBe(
    `controllermanager Warning CalculateExpectedPodCountFailed: Failed to calculate the number of expected pods: ${message}`,
  );
});

it('tells of a pod that several budgets select', async () => {
  const world = await open({ minAvailable: 1 });
  await world.run(async () => {
    await budget(world.client, { minAvailable: 1 }, 'zzz');
    await pods(world.client, 1);
  });
  await world.simulation.settle();
  expect((await eventsOf(world, 'Pod'))[0]).toBe(
    'controllermanager Warning MultiplePodDisruptionBudgets: Pod "default"/"web-1" matches multiple PodDisruptionBudgets.  Chose "web" arbitrarily.',
  );
});

const evict = (client: Client, name: string) =>
  client.createSubresource(coreV1.pods, { namespace, name }, 'eviction', { metadata: { name } });

it('of three pods one may go at a time, and what goes is not awaited any more', async () => {
  const world = await open({ minAvailable: 2 }, async (client) =>
    pods(client, 3, await replicaSet(client, 3)),
  );
  const refused = await world.run(async () => {
    await evict(world.client, 'web-1');
    return evict(world.client, 'web-2').catch((error: StatusError) => error.message);
  });
  expect(refused).toBe("Cannot evict pod as it would violate the pod's disruption budget.");
  await world.simulation.settle();
  expect(await numbersOf(world)).toEqual([0, 2, 2, 3]);
  expect((await statusOf(world)).disruptedPods).toBeUndefined();
  await world.run(() => pod(world.client, 'web-4'));
  await world.simulation.settle();
  expect(await numbersOf(world)).toEqual([1, 3, 2, 4]);
});

it('waits two minutes for an evicted pod to go, and then counts it again', async () => {
  const world = await open({ minAvailable: 2 }, (client) => pods(client, 3));
  const preconditions = { uid: 'another' };
  const body = { metadata: { name: 'web-1' }, deleteOptions: { preconditions } };
  const key = { namespace, name: 'web-1' };
  await world.run(() => world.client.createSubresource(coreV1.pods, key, 'eviction', body).catch(() => {}));
  await world.simulation.runFor(110_000);
  expect(await numbersOf(world)).toEqual([0, 2, 2, 3]);
  await world.simulation.runFor(20_000);
  expect(await numbersOf(world)).toEqual([1, 3, 2, 3]);
  expect(await eventsOf(world, 'Pod')).toEqual([
    "controllermanager Warning NotDeleted: Pod was expected by PDB default/default to be deleted but it wasn't",
  ]);
});

it.each(Array.from({ length: 10 }, (_, seed) => seed))(
  'never allows again what was evicted while it counted, seed %i',
  async (seed) => {
    let evicted = false;
    const world = await openControllerWorld(addDisruptionController, {
      seed,
      delayMsMax: 20,
      // An eviction comes between the look at the pods and the status that is written.
      async intercept(request, client) {
        const isStatus =
          request.method === 'PUT' && request.path.endsWith('/poddisruptionbudgets/web/status');
        const allowed = (request.body as { status?: { disruptionsAllowed?: number } })?.status
          ?.disruptionsAllowed;
        if (!isStatus || evicted || allowed !== 1) return;
        const key = { namespace, name: 'web' };
        const current = await client.get(policyV1.podDisruptionBudgets, key);
        if (current.status?.disruptionsAllowed !== 1) return;
        evicted = true;
        await evict(client, 'web-1');
      },
    });
    const { client, run } = world;
    await run(async () => {
      await pods(client, 3, await replicaSet(client, 3));
      await budget(client, { minAvailable: 2 });
    });
    await world.simulation.settle();
    // Something else to write for the controller: a fourth pod, which is not ready.
    await run(() => pod(client, 'web-5', undefined, false));
    const answers = new Set<number>();
    for (let at = 0; at < 200; at++) {
      await world.simulation.runFor(1);
      if (!evicted) continue;
      const answer = await run(() =>
        evict(client, 'web-2')
          .then(() => 201)
          .catch(({ code }: StatusError) => code),
      );
      answers.add(answer);
    }
    expect([...answers]).toEqual([429]);
  },
);

it('takes back what is said of a pod that was to be disrupted, and was not', async () => {
  const world = await open({ minAvailable: 1 });
  const target = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: 'gone',
  };
  await world.run(async () => {
    const created = await pod(world.client, 'web-1');
    const lastTransitionTime = created.metadata?.creationTimestamp ?? '';
    const conditions = [...(created.status?.conditions ?? []), { ...target, lastTransitionTime }];
    await world.client.updateStatus(coreV1.pods, { ...created, status: { ...created.status, conditions } });
  });
  const conditionOf = async () => {
    const found = await world.run(() => world.client.get(coreV1.pods, { namespace, name: 'web-1' }));
    return found.status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
  };
  await world.simulation.runFor(110_000);
  expect(await conditionOf()).toMatchObject({ status: 'True' });
  await world.simulation.runFor(20_000);
  expect(await conditionOf()).toMatchObject({ status: 'False' });
  expect((await conditionOf())?.reason).toBeUndefined();
});
