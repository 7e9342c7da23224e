// The real API server and its Deployment controllers, in virtual time. See "How to test a controller" of homeostat.
import { type AdmissionRequest, appsV1, coreV1 } from 'homeostat';
import { startCluster, type TestCluster } from 'homeostat/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addOperator } from './operator.ts';
import { type Website, website, websites } from './website.ts';
import { defaulter, validator } from './website-webhooks.ts';

let base: TestCluster;
beforeAll(async () => {
  base = await startCluster({
    crds: [website.definition],
    managers: { 'website-operator': addOperator },
    controllers: ['deployment', 'replicaset', 'node-lifecycle-controller', 'garbage-collector-controller'],
    scheduler: true,
    nodes: 2,
  });
});
afterAll(() => base.close());

const key = { namespace: 'default', name: 'home' };
const home: Website = { metadata: key, spec: { image: 'nginx:1.27', replicas: 2 } };
const readyOf = async ({ client }: TestCluster) =>
  (await client.get(websites, key)).status?.conditions?.find(({ type }) => type === 'Ready');

test('a website becomes ready, behind its service', async () => {
  const cluster = await base.fork();
  await cluster.client.create(websites, home);
  await cluster.eventually(async () => expect(await readyOf(cluster)).toMatchObject({ status: 'True' }));
  expect(await readyOf(cluster)).toMatchObject({ message: '2 of 2 pods are ready', observedGeneration: 1 });
  const { spec } = await cluster.client.get(coreV1.services, key);
  expect(spec?.ports).toMatchObject([{ port: 80, targetPort: 80 }]);
  await cluster.close();
});

test('whoever changes its deployment finds it changed back', async () => {
  const cluster = await base.fork();
  await cluster.client.create(websites, home);
  await cluster.settle();
  await cluster.client.patch(appsV1.deployments, key, { type: 'merge', body: { spec: { replicas: 7 } } });
  await cluster.settle();
  expect((await cluster.client.get(appsV1.deployments, key)).spec?.replicas).toBe(2);
  await cluster.close();
});

test('what it has made goes with it', async () => {
  const cluster = await base.fork();
  await cluster.client.create(websites, home);
  await cluster.settle();
  await cluster.client.delete(websites, key);
  await cluster.settle();
  expect((await cluster.client.list(appsV1.deployments)).items).toEqual([]);
  expect((await cluster.client.list(coreV1.pods)).items).toEqual([]);
  await cluster.close();
});

test('the webhooks: an image gets its tag, a port stays', async () => {
  const { group, version, kind, resource } = websites;
  const request: AdmissionRequest = {
    uid: '1',
    kind: { group, version, kind },
    resource: { group, version, resource },
    operation: 'UPDATE',
    userInfo: {},
  };
  const untagged = { ...home, spec: { image: 'registry:5000/nginx' } };
  expect((await defaulter.default(untagged, request)).spec.image).toBe('registry:5000/nginx:latest');
  expect(await defaulter.default(home, request)).toBe(home);
  const moved = { ...home, spec: { ...home.spec, port: 81 } };
  expect(() => validator.validateUpdate?.(home, moved, request)).toThrow('spec.port may not be changed');
});
