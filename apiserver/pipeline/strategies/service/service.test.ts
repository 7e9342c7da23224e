import { expect, test } from 'vitest';
import { type Answer, openApi, type TestApi } from '../../../testing/open-api.ts';

const services = '/api/v1/namespaces/default/services';
const ports = [{ port: 80 }];

test('a service gets an address of its own, and keeps it', async () => {
  const api = await openApi();
  const { body: a } = await api.call('POST', services, { metadata: { name: 'a' }, spec: { ports } });
  const { body: b } = await api.call('POST', services, { metadata: { name: 'b' }, spec: { ports } });
  expect(a.spec.clusterIP).toMatch(/^10\.(9[6-9]|10[0-9]|11[01])\./);
  expect(a.spec.clusterIPs).toEqual([a.spec.clusterIP]);
  expect(b.spec.clusterIP).not.toBe(a.spec.clusterIP);
  const put = await api.call('PUT', `${services}/a`, { metadata: { name: 'a' }, spec: { ports } });
  expect(put.body.spec.clusterIP).toBe(a.spec.clusterIP);
});

test('a node port is given out, and goes with the type', async () => {
  const api = await openApi();
  const spec = { type: 'NodePort', ports };
  const { body } = await api.call('POST', services, { metadata: { name: 'a' }, spec });
  expect(body.spec.ports[0].nodePort).toBeGreaterThanOrEqual(30_000);
  const put = await api.call('PUT', `${services}/a`, {
    ...body,
    spec: { ...body.spec, type: 'ClusterIP' },
  });
  expect(put.body.spec.ports[0]).not.toHaveProperty('nodePort');
});

test('a dry run gives out ports that nobody could have, and asks for no range', async () => {
  const api = await openApi();
  const two = [
    { name: 'a', port: 80 },
    { name: 'b', port: 81 },
    { name: 'c', port: 82, nodePort: 80 },
  ];
  const dry = `${services}?dryRun=All`;
  const { body } = await api.call('POST', dry, {
    metadata: { name: 'a' },
    spec: { type: 'NodePort', ports: two },
  });
  expect(body.spec.ports.map(({ nodePort }: { nodePort: number }) => nodePort)).toEqual([32_769, 32_770, 80]);
  const { body: refused } = await api.call('POST', dry, {
    metadata: { name: 'b' },
    spec: { clusterIP: '1.2.3.4', ports },
  });
  expect(refused.message).toContain('The range of valid IPs is 10.96.0.0/12');
});

test('headless and external services have none', async () => {
  const api = await openApi();
  const headless = { clusterIP: 'None', ports };
  const { body } = await api.call('POST', services, { metadata: { name: 'a' }, spec: headless });
  expect(body.spec.clusterIP).toBe('None');
  const external = { type: 'ExternalName', externalName: 'example.com' };
  const answer = await api.call('POST', services, { metadata: { name: 'b' }, spec: external });
  expect(answer.body.spec).not.toHaveProperty('clusterIP');
});

test.each([
  [{}, 'spec.ports: Required value'],
  [{ ports: [{ port: 0 }] }, 'spec.ports[0].port: Invalid value: 0: must be '],
  [{ ports: [{ port: 1 }, { port: 2 }] }, 'spec.ports[0].name: Required value'],
  [
    { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] },
    'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
  ],
  [{ type: 'ExternalName' }, 'spec.externalName: Required value'],
])('a service of %o is Invalid', async (spec, message) => {
  const api = await openApi();
  const { status, body } = await api.call('POST', services, { metadata: { name: 'a' }, spec });
  expect(status).toBe(422);
  expect(body.message).toContain(message);
});

test.each(['10.96.9.9', '1.2.3.4'])('the address of a service cannot be changed (%s)', async (ip) => {
  const api = await openApi();
  const { body } = await api.call('POST', services, { metadata: { name: 'a' }, spec: { ports } });
  const { status, body: refused } = await api.call('PUT', `${services}/a`, {
    ...body,
    spec: { ...body.spec, clusterIP: ip, clusterIPs: [ip] },
  });
  expect(status).toBe(422);
  const says = `spec.clusterIPs[0]: Invalid value: ["${ip}"]: may not change once set`;
  expect(refused.message).toBe(`Service "a" is invalid: ${says}`);
});

/** What Kubernetes 1.36 tells. */
test('two ports of a protocol that ask for one node port are refused by an update before they are looked at', async () => {
  const api = await openApi();
  const two = [
    { name: 'a', port: 80, nodePort: 30001 },
    { name: 'b', port: 81, nodePort: 30001 },
  ];
  const spec = { type: 'NodePort', ports: two.slice(0, 1) };
  const { body } = await api.call('POST', services, { metadata: { name: 'a' }, spec });
  const put = (list: object[]) =>
    api.call('PUT', `${services}/a`, { ...body, spec: { ...body.spec, ports: list } });
  const refused = await put(two);
  expect([refused.status, refused.body.message]).toEqual([500, 'duplicate nodePort: {TCP 30001}']);
  expect((await put([two[0] ?? {}, { ...two[1], protocol: 'UDP' }])).status).toBe(200);
});

const exact = (name: string, clusterIP: string) => ({
  metadata: { name },
  spec: { clusterIP, ports: [{ port: 80 }] },
});
const taken = (name: string) =>
  `Service "${name}" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.77"]: failed to allocate IP 10.96.0.77: provided IP is already allocated`;

/** Sends all creations before any is answered. */
async function atOnce(api: TestApi, bodies: readonly object[]) {
  const user = { name: 'tester', groups: [] };
  const post = (body: object) =>
    api.server.handle({ method: 'POST', path: services, query: {}, headers: {}, body, user });
  const answers = await api.simulation.complete(() => Promise.all(bodies.map(post)));
  return answers.map(({ status, body }) => ({
    status,
    object: (body.type === 'object' ? body.object : {}) as Answer['body'],
  }));
}

test('of two services that ask for one address in the same instant one gets it', async () => {
  const api = await openApi();
  const answers = await atOnce(
    api,
    ['a', 'b'].map((name) => exact(name, '10.96.0.77')),
  );
  expect(answers.map(({ status }) => status)).toEqual([201, 422]);
  expect(answers[1]?.object.message).toBe(taken('b'));
  expect((await api.call('POST', services, exact('c', '10.96.0.77'))).body.message).toBe(taken('c'));
});

test('services created in one instant never share an address or a port that was chosen for them', async () => {
  const api = await openApi();
  const spec = { type: 'NodePort', ports: [{ port: 80 }] };
  const objects = Array.from({ length: 500 }, (_, index) => ({ metadata: { name: `s-${index}` }, spec }));
  const answers = await atOnce(api, objects);
  expect(new Set(answers.map(({ object }) => object.spec.clusterIP)).size).toBe(500);
  expect(new Set(answers.map(({ object }) => object.spec.ports[0].nodePort)).size).toBe(500);
});

test('an address is free again when the service that asked for it was refused, or is gone', async () => {
  const api = await openApi();
  const refused = { ...exact('Bad_Name', '10.96.0.77') };
  expect((await api.call('POST', services, refused)).status).toBe(422);
  expect((await api.call('POST', services, exact('a', '10.96.0.77'))).status).toBe(201);
  await api.call('DELETE', `${services}/a`);
  expect((await api.call('POST', services, exact('b', '10.96.0.77'))).status).toBe(201);
});

test('addresses beyond the range and ports of others are refused', async () => {
  const api = await openApi();
  expect((await api.call('POST', services, exact('a', '1.2.3.4'))).body.message).toContain(
    'failed to allocate IP 1.2.3.4: the provided network does not match the current range',
  );
  const spec = { type: 'NodePort', ports: [{ port: 80, nodePort: 30100 }] };
  await api.call('POST', services, { metadata: { name: 'a' }, spec });
  expect((await api.call('POST', services, { metadata: { name: 'b' }, spec })).body.message).toContain(
    'spec.ports[0].nodePort: Invalid value: 30100: provided port is already allocated',
  );
});

async function created(spec: object) {
  const api = await openApi();
  return api.call('POST', services, { metadata: { name: 'a' }, spec });
}

test.each([
  [{ ports }, { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] }],
  [{ ports, ipFamilyPolicy: 'PreferDualStack' }, { ipFamilies: ['IPv4'] }],
  [
    { clusterIP: 'None' },
    { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'], clusterIPs: ['None'] },
  ],
  [
    { clusterIP: 'None', selector: { a: 'b' } },
    { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] },
  ],
  [{ clusterIP: 'None', ipFamilies: ['IPv6'] }, { ipFamilies: ['IPv6', 'IPv4'] }],
  [{ type: 'ExternalName', externalName: 'db.example.org.' }, { externalName: 'db.example.org.' }],
])('of the families of a service of %o what is unsaid is filled in', async (given, spec) => {
  expect((await created(given)).body.spec).toMatchObject(spec);
});

const balancer = { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports };

test.each([
  [
    { ports, ipFamilyPolicy: 'RequireDualStack' },
    'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
  ],
  [
    { ports, ipFamilies: ['IPv6'] },
    'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
  ],
  [
    { ports, clusterIP: 'fd00::1' },
    'spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster',
  ],
  [
    { ports, type: 'NodePort', allocateLoadBalancerNodePorts: false },
    "spec.allocateLoadBalancerNodePorts: Forbidden: may only be used when `type` is 'LoadBalancer'",
  ],
  [
    { ports, externalIPs: ['169.254.1.1', '0.0.0.0'] },
    '[spec.externalIPs[0]: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, fe80::/10), spec.externalIPs[1]: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0)]',
  ],
  [
    { type: 'ExternalName', externalName: 'a.b', clusterIP: '10.96.3.3' },
    'spec.clusterIPs: Forbidden: may not be set for ExternalName services',
  ],
  [
    { ports, type: 'NodePort', externalTrafficPolicy: 'Local', healthCheckNodePort: 31333 },
    "spec.healthCheckNodePort: Invalid value: 31333: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
  ],
  [
    { ...balancer, loadBalancerClass: 'a b' },
    "spec.loadBalancerClass: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
  ],
  [
    { ports, trafficDistribution: 'Foo' },
    'spec.trafficDistribution: Unsupported value: "Foo": supported values: "PreferClose", "PreferSameZone", "PreferSameNode"',
  ],
])('a service of %o is refused', async (spec, message) => {
  const { status, body } = await created(spec);
  expect(status).toBe(422);
  expect(body.message).toBe(`Service "a" is invalid: ${message}`);
});

test('a load balancer of local traffic gets a port for health checks, which it keeps', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', services, { metadata: { name: 'a' }, spec: balancer });
  const { healthCheckNodePort } = body.spec;
  expect(healthCheckNodePort).toBeGreaterThanOrEqual(30_000);
  expect(body.spec.ports[0].nodePort).not.toBe(healthCheckNodePort);
  const put = (spec: object) => api.call('PUT', `${services}/a`, { metadata: { name: 'a' }, spec });
  expect((await put(balancer)).body.spec.healthCheckNodePort).toBe(healthCheckNodePort);
  const other = await put({
    ...balancer,
    healthCheckNodePort: healthCheckNodePort === 32_000 ? 32_001 : 32_000,
  });
  expect(other.body.message).toContain('spec.healthCheckNodePort: Forbidden: field is immutable');
});

test('what is added to a service gets other node ports than those it has', async () => {
  const api = await openApi();
  const put = (spec: object) => api.call('PUT', `${services}/a`, { metadata: { name: 'a' }, spec });
  const { body } = await api.call('POST', services, {
    metadata: { name: 'a' },
    spec: { ports, type: 'LoadBalancer' },
  });
  const [first] = body.spec.ports;
  const { healthCheckNodePort } = (await put({ ...balancer, ports: [first] })).body.spec;
  const second = { name: 'two', port: 81 };
  const both = (await put({ ...balancer, ports: [{ ...first, name: 'one' }, second] })).body.spec;
  expect(both.healthCheckNodePort).toBe(healthCheckNodePort);
  expect(both.ports[0].nodePort).toBe(first.nodePort);
  expect(new Set([first.nodePort, both.ports[1].nodePort, healthCheckNodePort]).size).toBe(3);
});

test('what belongs to a type goes with it', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', services, { metadata: { name: 'a' }, spec: balancer });
  const external = { ...body, spec: { ...body.spec, type: 'ExternalName', externalName: 'a.b' } };
  const { body: changed } = await api.call('PUT', `${services}/a`, external);
  expect(changed.spec).toEqual({
    externalName: 'a.b',
    ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    sessionAffinity: 'None',
    type: 'ExternalName',
  });
});
