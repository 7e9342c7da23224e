import { X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { certificatesV1 } from '../../api/index.ts';
import { certificateRequest } from '../../component-helpers/testing/certificate-request.ts';
import type { Manager } from '../../controller-runtime/index.ts';
import { type ControllerWorldOptions, openControllerWorld } from '../testing/controller-world.ts';
import { addCsrApprovingController } from './approving-controller.ts';
import { createCertificateAuthority } from './certificate-authority.ts';
import { addCsrCleanerController } from './cleaner-controller.ts';
import { addCsrSigningController } from './signing-controller.ts';

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

const sign = (manager: Manager) =>
  addCsrSigningController(manager, createCertificateAuthority(manager.environment.fork('authority')));

it('what is approved is signed once, and what only its signer refuses says why', async () => {
  const { ask, decide, run, client, simulation } = await open(sign);
  for (const name of ['kubelet', 'pending', 'denied']) await ask(name);
  await ask('other', ['people']);
  await simulation.settle();
  for (const name of ['kubelet', 'other']) await decide(name, 'Approved');
  await decide('denied', 'Denied');
  await simulation.settle();
  const { items } = await run(() => client.list(type));
  const issued = items.filter(({ status }) => status?.certificate !== undefined);
  expect(issued.map(({ metadata }) => metadata?.name)).toEqual(['kubelet']);
  const pem = Buffer.from(issued[0]?.status?.certificate ?? '', 'base64');
  expect(new X509Certificate(pem).subject).toBe('O=system:nodes\nCN=system:node:one');
  const failed = items.find(({ metadata }) => metadata?.name === 'other')?.status?.conditions?.[1];
  expect(failed).toMatchObject({
    type: 'Failed',
    status: 'True',
    reason: 'SignerValidationFailure',
    message: 'subject organization is not system:nodes',
  });
  await run(() =>
    client.patch(type, { name: 'kubelet' }, { type: 'merge', body: { metadata: { labels: { a: 'b' } } } }),
  );
  await simulation.settle();
  expect((await run(() => client.get(type, { name: 'kubelet' }))).status).toEqual(issued[0]?.status);
});

it('a signature that could not be written is tried again', async () => {
  let refused = 0;
  const { ask, decide, run, client, simulation } = await open(sign, {
    intercept: ({ method, path }) => {
      if (method === 'PUT' && path.endsWith('/status') && refused++ < 3) throw new Error('not now');
    },
  });
  await ask('kubelet');
  await decide('kubelet', 'Approved');
  await simulation.settle();
  expect([refused, (await run(() => client.get(type, { name: 'kubelet' }))).status?.certificate]).toEqual([
    4,
    expect.any(String),
  ]);
});
