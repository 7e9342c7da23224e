import { expect, test } from 'vitest';
import { apiOver, openApi } from '../testing/open-api.ts';

const apiServices = '/apis/apiregistration.k8s.io/v1/apiservices';
const services = '/api/v1/namespaces/default/services';
const slices = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
const merge = { 'content-type': 'application/merge-patch+json' };

async function open() {
  const one = await openApi();
  const api = await apiOver(one.simulation, one.store, one.store, { bootstrap: true });
  await api.simulation.settle();
  const condition = async () => {
    await api.simulation.settle();
    const { body } = await api.call('GET', `${apiServices}/v1.example.com`);
    const [{ status, reason, message }] = body.status.conditions;
    return `${status} ${reason}: ${message}`;
  };
  return { ...api, condition };
}

const service = { name: 'x', namespace: 'default' };
const spec = {
  group: 'example.com',
  version: 'v1',
  groupPriorityMinimum: 100,
  versionPriority: 10,
  insecureSkipTLSVerify: true,
  service,
};
const slice = (endpoints: readonly object[], ports: readonly object[]) => ({
  metadata: { name: 'x', labels: { 'kubernetes.io/service-name': 'x' } },
  addressType: 'IPv4',
  endpoints,
  ports,
});

// Each text but the last was answered by a Kubernetes API server.
test('an API service that a service is to answer is told to be unavailable, and why', async () => {
  const { call, condition } = await open();
  await call('POST', apiServices, { metadata: { name: 'v1.example.com' }, spec });
  expect(await condition()).toBe('False ServiceNotFound: service/x in "default" is not present');
  await call('POST', services, { metadata: { name: 'x' }, spec: { ports: [{ port: 80 }] } });
  expect(await condition()).toBe(
    'False ServicePortError: service/x in "default" is not listening on port 443',
  );
  await call('PATCH', `${services}/x`, { spec: { ports: [{ port: 443, name: 'https' }] } }, merge);
  expect(await condition()).toBe(
    'False EndpointsNotFound: cannot find endpointslices for service/x in "default"',
  );
  const missing =
    'False MissingEndpoints: endpointslices for service/x in "default" have no addresses with port name "https"';
  await call('POST', slices, slice([{ addresses: ['10.1.2.3'] }], [{ name: 'http', port: 443 }]));
  expect(await condition()).toBe(missing);
  const conditions = { ready: false };
  await call(
    'PUT',
    `${slices}/x`,
    slice([{ addresses: ['10.1.2.3'], conditions }], [{ name: 'https', port: 1 }]),
  );
  expect(await condition()).toBe(missing);
  await call('PUT', `${slices}/x`, slice([{ addresses: ['10.1.2.3'] }], [{ name: 'https', port: 443 }]));
  expect(await condition()).toMatch(
    /^False FailedDiscoveryCheck: failing or missing response from https:\/\/10[^/]*:443\/apis\/example\.com\/v1: Get/,
  );
  await call('DELETE', `${services}/x`);
  expect(await condition()).toBe('False ServiceNotFound: service/x in "default" is not present');
});
