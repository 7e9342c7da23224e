import { expect, it } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import type { Manager } from '../../controller-runtime/index.ts';
import { openControllerWorld } from '../testing/controller-world.ts';
import { addRootCaPublisher } from './root-ca-certificate.ts';
import { addServiceAccountController } from './service-accounts.ts';

function open() {
  return openControllerWorld((manager: Manager) => {
    addServiceAccountController(manager);
    addRootCaPublisher(manager, 'the certificate');
  });
}

const account = { namespace: 'team', name: 'default' };
const rootCa = { namespace: 'team', name: 'kube-root-ca.crt' };

it('every namespace has its account and the root certificate, those of the system too', async () => {
  const { run, client, simulation } = await open();
  await run(() => client.create(coreV1.namespaces, { metadata: { name: 'team' } }));
  await simulation.settle();
  const all = ['default', 'kube-node-lease', 'kube-public', 'kube-system', 'team'];
  for (const type of [coreV1.serviceAccounts, coreV1.configMaps]) {
    const { items } = await run(() => client.list(type));
    expect(items.map(({ metadata }) => metadata?.namespace).toSorted()).toEqual(all);
  }
  const { data, metadata } = await run(() => client.get(coreV1.configMaps, rootCa));
  expect(data).toEqual({ 'ca.crt': 'the certificate' });
  expect(metadata?.annotations).toEqual({
    'kubernetes.io/description': expect.stringMatching(/^Contains a CA bundle that can be used to verify/),
  });
});

it('what is deleted or changed comes back', async () => {
  const { run, client, simulation } = await open();
  await run(() => client.create(coreV1.namespaces, { metadata: { name: 'team' } }));
  await simulation.settle();
  const before = await run(() => client.get(coreV1.configMaps, rootCa));
  const body = { data: { 'ca.crt': 'mine' }, metadata: { labels: { kept: 'yes' }, annotations: null } };
  await run(() => client.patch(coreV1.configMaps, rootCa, { type: 'merge', body }));
  await run(() => client.delete(coreV1.serviceAccounts, account));
  await simulation.settle();
  const after = await run(() => client.get(coreV1.configMaps, rootCa));
  expect([after.data, after.metadata?.annotations]).toEqual([before.data, before.metadata?.annotations]);
  expect(after.metadata?.labels).toEqual({ kept: 'yes' });
  await run(() => client.delete(coreV1.configMaps, rootCa));
  await simulation.settle();
  expect((await run(() => client.get(coreV1.configMaps, rootCa))).data).toEqual(before.data);
  expect((await run(() => client.get(coreV1.serviceAccounts, account))).metadata?.name).toBe('default');
});

it('an account that somebody else has described in his own words stays as it is', async () => {
  const { run, client, simulation } = await open();
  await run(() => client.create(coreV1.namespaces, { metadata: { name: 'team' } }));
  await simulation.settle();
  const body = { automountServiceAccountToken: false };
  const changed = await run(() => client.patch(coreV1.serviceAccounts, account, { type: 'merge', body }));
  await simulation.settle();
  const { resourceVersion } = (await run(() => client.get(coreV1.serviceAccounts, account))).metadata ?? {};
  expect(resourceVersion).toBe(changed.metadata?.resourceVersion);
});

it('nothing is made in a namespace that is going', async () => {
  const { run, client, simulation, errors } = await open();
  const metadata = { name: 'team', finalizers: ['example.com/audit'] };
  await run(() => client.create(coreV1.namespaces, { metadata }));
  await simulation.settle();
  await run(() => client.delete(coreV1.namespaces, metadata));
  await run(() => client.delete(coreV1.serviceAccounts, account));
  await run(() => client.delete(coreV1.configMaps, rootCa));
  await simulation.settle();
  for (const type of [coreV1.serviceAccounts, coreV1.configMaps])
    expect((await run(() => client.list(type, { namespace: 'team' }))).items).toEqual([]);
  expect(errors).toEqual([]);
});
