import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';

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

test('the address of a service cannot be changed', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', services, { metadata: { name: 'a' }, spec: { ports } });
  const { status, body: refused } = await api.call('PUT', `${services}/a`, {
    ...body,
    spec: { ...body.spec, clusterIP: '10.96.9.9', clusterIPs: ['10.96.9.9'] },
  });
  expect(status).toBe(422);
  expect(refused.message).toContain('may not change once set');
});
