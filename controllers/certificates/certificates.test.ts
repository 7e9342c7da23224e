import { expect, it } from 'vitest';
import { certificatesV1 } from '../../api/index.ts';
import { certificateRequest } from '../../component-helpers/testing/certificate-request.ts';
import type { Manager } from '../../controller-runtime/index.ts';
import { type ControllerWorldOptions, openControllerWorld } from '../testing/controller-world.ts';
import { addCsrApprovingController } from './approving-controller.ts';
import { addCsrCleanerController } from './cleaner-controller.ts';

const type = certificatesV1.certificateSigningRequests;
const hourMs = 3_600_000;

async function open(add: (manager: Manager) => unknown, options: ControllerWorldOptions = {}) {
  const world = await openControllerWorld(add, options);
  const { run, client } = world;
  const ask = (name: string, organizations = ['system:nodes']) =>
    run(() =>
      client.create(type, {
        metadata: { name },
        spec: {
          request: certificateRequest({ commonName: 'system:node:one', organizations }),
          signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
          usages: ['client auth', 'digital signature'],
        },
      }),
    );
  const decide = (name: string, decision: string) =>
    run(() =>
      client.patch(
        type,
        { name },
        { type: 'merge', body: { status: { conditions: [{ type: decision, status: 'True' }] } } },
        { subresource: 'approval' },
      ),
    );
  const conditionsOf = (name: string) =>
    run(async () => (await client.get(type, { name })).status?.conditions ?? []);
  const names = async () => (await run(() => client.list(type))).items.map(({ metadata }) => metadata?.name);
  return { ...world, ask, decide, conditionsOf, names };
}

it("a kubelet's request is approved, another's waits for somebody", async () => {
  const { ask, conditionsOf, simulation } = await open(addCsrApprovingController);
  await ask('kubelet');
  await ask('other', ['people']);
  await simulation.settle();
  expect(await conditionsOf('kubelet')).toMatchObject([
    {
      type: 'Approved',
      status: 'True',
      reason: 'AutoApproved',
      message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
    },
  ]);
  expect(await conditionsOf('other')).toEqual([]);
});

it('what somebody denied before the controller saw it stays denied', async () => {
  const { ask, decide, conditionsOf, simulation } = await open(addCsrApprovingController, {
    delayMsMax: 500,
  });
  await ask('kubelet');
  await decide('kubelet', 'Denied');
  await simulation.settle();
  expect((await conditionsOf('kubelet')).map(({ type }) => type)).toEqual(['Denied']);
});

it('one that may not be approved is tried again, ever more rarely', async () => {
  const reviews: number[] = [];
  const world = await open(addCsrApprovingController, {
    intercept: (request) => {
      if (!request.path.endsWith('/subjectaccessreviews')) return;
      reviews.push(0);
      throw new Error('nobody may');
    },
  });
  await world.ask('kubelet');
  await world.simulation.runFor(100_000);
  // 200 ms, and twice as long each time: 9 within 100 s.
  expect(reviews.length).toBeGreaterThan(5);
  expect(reviews.length).toBeLessThan(20);
  expect(await world.conditionsOf('kubelet')).toEqual([]);
});

it('requests go an hour after they were decided, or a day after nobody answered; waiting for that is rest', async () => {
  const { ask, decide, names, simulation } = await open(addCsrCleanerController);
  for (const name of ['approved', 'denied', 'pending']) await ask(name);
  await decide('approved', 'Approved');
  await decide('denied', 'Denied');
  await simulation.settle({ withinMs: 60_000 });
  expect(await names()).toEqual(['approved', 'denied', 'pending']);
  await simulation.runFor(hourMs + 10_000);
  expect(await names()).toEqual(['approved', 'pending']);
  await simulation.runFor(23 * hourMs);
  expect(await names()).toEqual([]);
});
