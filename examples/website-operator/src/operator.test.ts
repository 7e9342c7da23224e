// The real API server and its Deployment controllers, in virtual time. See "How to test a controller" of homeostat.
import { appsV1, coreV1, type Manager } from 'homeostat';
import { rulesUsedBy, startCluster, type TestCluster } from 'homeostat/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DnsRecord } from './dns-records.ts';
import { addOperator } from './operator.ts';
import { role } from './permissions.ts';
import { type Website, website, websites } from './website.ts';

/** The name service: what it has, and whether it answers. */
const dns = new Map<string, DnsRecord>();
let dnsIsDown = false;
const answer = (change: () => unknown) =>
  dnsIsDown
    ? Promise.reject(new Error('the name service is down'))
    : Promise.resolve(change()).then(() => {});
const records = {
  put: (owner: string, record: DnsRecord) => answer(() => dns.set(owner, record)),
  delete: (owner: string) => answer(() => dns.delete(owner)),
};

const managers = { 'website-operator': (manager: Manager) => addOperator(manager, records) };
let base: TestCluster;
beforeAll(async () => {
  base = await startCluster({
    crds: [website.definition],
    managers,
    controllers: ['deployment', 'replicaset', 'node-lifecycle-controller', 'garbage-collector-controller'],
    scheduler: true,
    nodes: 2,
  });
});
afterAll(() => base.close());
beforeEach(() => {
  dns.clear();
  dnsIsDown = false;
});

const key = { namespace: 'default', name: 'home' };
const home: Website = { metadata: key, spec: { image: 'nginx:1.27', replicas: 2, host: 'home.example.org' } };
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

test('its host has a record of the name service, another one when it changes, and none without a host', async () => {
  const cluster = await base.fork();
  const change = async (host: string | null) => {
    await cluster.client.patch(websites, key, { type: 'merge', body: { spec: { host } } });
    await cluster.settle();
  };
  await cluster.client.create(websites, home);
  await cluster.settle();
  const target = 'home.default.svc';
  expect([...dns]).toEqual([['default/home', { name: 'home.example.org', target }]]);
  await change('www.example.org');
  expect([...dns]).toEqual([['default/home', { name: 'www.example.org', target }]]);
  await change(null);
  expect([...dns]).toEqual([]);
  await cluster.close();
});

test('a website stays until its record is gone', async () => {
  const cluster = await base.fork();
  await cluster.client.create(websites, home);
  await cluster.settle();
  dnsIsDown = true;
  await cluster.client.delete(websites, key);
  await cluster.advance('10s');
  const { metadata } = await cluster.client.get(websites, key);
  expect([metadata?.finalizers, dns.size]).toEqual([['example.com/dns-record'], 1]);
  dnsIsDown = false;
  await cluster.eventually(async () => (await cluster.client.list(websites)).items.length === 0);
  expect(dns.size).toBe(0);
  await cluster.close();
});

test('all that it asks for is in its role', async () => {
  const cluster = await base.fork();
  await cluster.client.create(websites, home);
  await cluster.settle();
  await cluster.client.delete(websites, key);
  await cluster.settle();
  const used = rulesUsedBy(cluster, 'website-operator', 'website-controller');
  expect(used).toContainEqual({
    apiGroups: ['apps'],
    resources: ['deployments'],
    verbs: ['list', 'patch', 'watch'],
  });
  const allows = (group = '', resource: string, verb: string) =>
    role.rules?.some(
      ({ apiGroups, resources, verbs }) =>
        apiGroups?.includes(group) && resources?.includes(resource) && verbs.includes(verb),
    );
  const missing = used.flatMap(({ apiGroups: [group] = [], resources = [], verbs }) =>
    resources.flatMap((resource) => verbs.filter((verb) => !allows(group, resource, verb))),
  );
  expect(missing).toEqual([]);
  await cluster.close();
});
