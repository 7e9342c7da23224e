import { describe, expect, it, test } from 'vitest';
import { lateStore } from '../testing/late-store.ts';
import { type Answer, apiOver, openApi, type TestApi } from '../testing/open-api.ts';

const services = '/api/v1/namespaces/default/services';
const addresses = '/apis/networking.k8s.io/v1/ipaddresses';
const cidrs = '/apis/networking.k8s.io/v1/servicecidrs';
const ports = [{ port: 80 }];

function create(api: TestApi, name: string, spec: object = {}, query = ''): Promise<Answer> {
  return api.call('POST', services + query, { metadata: { name }, spec: { ports, ...spec } });
}

async function names(api: TestApi): Promise<readonly string[]> {
  const { items } = (await api.call('GET', addresses)).body;
  return items.map(({ metadata }: { readonly metadata: { readonly name: string } }) => metadata.name);
}

const dual = () => openApi(1, undefined, undefined, { serviceCidrs: ['10.96.0.0/12', 'fd00::/108'] });

test('what every cluster has: a range that is ready, and the address of the API server in it', async () => {
  const api = await openApi();
  const { spec, status, metadata } = (await api.call('GET', `${cidrs}/kubernetes`)).body;
  expect(spec).toEqual({ cidrs: ['10.96.0.0/12'] });
  expect(status.conditions).toMatchObject([
    { type: 'Ready', status: 'True', message: 'Kubernetes default Service CIDR is ready' },
  ]);
  const managers = metadata.managedFields.map(({ manager, operation, subresource }: Record<string, string>) =>
    [manager, operation, subresource].join(' ').trim(),
  );
  expect(managers).toEqual(['kubernetes-service-cidr-controller Apply status', 'kube-apiserver Update']);
  expect(await names(api)).toEqual(['10.96.0.1']);
});

describe('the address of a service', () => {
  it('is an object that comes and goes with it', async () => {
    const api = await openApi();
    const { body } = await create(api, 'a', { clusterIP: '10.96.0.7' });
    const { metadata, spec } = (await api.call('GET', `${addresses}/10.96.0.7`)).body;
    expect(spec).toEqual({ parentRef: { resource: 'services', namespace: 'default', name: 'a' } });
    expect(metadata.labels).toEqual({
      'ipaddress.kubernetes.io/ip-family': 'IPv4',
      'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
    });
    // Both are written at once, or neither.
    expect(metadata.resourceVersion).toBe(body.metadata.resourceVersion);
    await api.call('DELETE', `${services}/a`);
    expect(await names(api)).toEqual(['10.96.0.1']);
  });

  it('goes when the service becomes a name for something else, and another comes when it is a service again', async () => {
    const api = await openApi();
    await create(api, 'a', { clusterIP: '10.96.0.7' });
    const external = { type: 'ExternalName', externalName: 'a.example', clusterIP: null, clusterIPs: null };
    const headers = { 'content-type': 'application/merge-patch+json' };
    await api.call('PATCH', `${services}/a`, { spec: external }, headers);
    expect(await names(api)).toEqual(['10.96.0.1']);
    const again = await api.call('PUT', `${services}/a`, { metadata: { name: 'a' }, spec: { ports } });
    expect(await names(api)).toContain(again.body.spec.clusterIP);
  });

  it('cannot be one that somebody has reserved by hand', async () => {
    const api = await openApi();
    const spec = { parentRef: { resource: 'gateways', group: 'x.io', name: 'g' } };
    await api.call('POST', addresses, { metadata: { name: '10.96.0.7' }, spec });
    const { status, body } = await create(api, 'a', { clusterIP: '10.96.0.7' });
    expect([status, body.message]).toEqual([
      422,
      'Service "a" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.7"]: failed to allocate IP 10.96.0.7: provided IP is already allocated',
    ]);
  });

  it('is of any range that is ready', async () => {
    const api = await openApi();
    expect((await create(api, 'a', { clusterIP: '10.8.0.9' })).body.message).toContain(
      'failed to allocate IP 10.8.0.9: the provided network does not match the current range',
    );
    await api.call('POST', cidrs, { metadata: { name: 'more' }, spec: { cidrs: ['10.8.0.0/24'] } });
    expect((await create(api, 'a', { clusterIP: '10.8.0.9' })).status).toBe(201);
    await api.call('DELETE', `${cidrs}/more`);
    expect((await create(api, 'b', { clusterIP: '10.8.0.10' })).status).toBe(422);
  });

  it('is none in a dry run: a service is shown that of the network, and may choose one that is taken', async () => {
    const api = await openApi();
    const run = (name: string, spec: object = {}) => create(api, name, spec, '?dryRun=All');
    expect((await run('a')).body.spec.clusterIPs).toEqual(['10.96.0.0']);
    expect((await run('a', { clusterIP: '10.96.0.1' })).status).toBe(201);
    expect((await run('a', { clusterIP: '10.0.0.1' })).body.message).toContain(
      'failed to allocate IP 10.0.0.1: the provided IP (10.0.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/12',
    );
    expect(await names(api)).toEqual(['10.96.0.1']);
  });

  it('cannot be had where all are given out', async () => {
    const api = await openApi(1, undefined, undefined, { serviceCidrs: ['10.96.0.0/30'] });
    expect((await create(api, 'a')).body.spec.clusterIP).toBe('10.96.0.2');
    const { status, body } = await create(api, 'b');
    expect([status, body.message]).toEqual([
      500,
      'Internal error occurred: failed to allocate a serviceIP for Service "b": range is full',
    ]);
  });
});

describe('two families', () => {
  it.each([
    [{}, ['IPv4'], 'SingleStack'],
    [{ ipFamilyPolicy: 'PreferDualStack' }, ['IPv4', 'IPv6'], 'PreferDualStack'],
    [{ ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6'] }, ['IPv6', 'IPv4'], 'RequireDualStack'],
    [{ ipFamilies: ['IPv6'] }, ['IPv6'], 'SingleStack'],
    [{ clusterIP: 'fd00::9' }, ['IPv6'], 'SingleStack'],
  ])('a service of %o has addresses of %o', async (given, families, policy) => {
    const api = await dual();
    const { spec } = (await create(api, 'a', given)).body;
    expect([spec.ipFamilies, spec.ipFamilyPolicy]).toEqual([families, policy]);
    expect(spec.clusterIP).toBe(spec.clusterIPs[0]);
    const versions = spec.clusterIPs.map((ip: string) => (ip.includes(':') ? 'IPv6' : 'IPv4'));
    expect(versions).toEqual(families);
    expect(await names(api)).toEqual(expect.arrayContaining(spec.clusterIPs));
  });

  it('the second address comes and goes with the policy', async () => {
    const api = await dual();
    const { body } = await create(api, 'a');
    const policy = (ipFamilyPolicy: string) =>
      api.call('PUT', `${services}/a`, { ...body, spec: { ...body.spec, ipFamilyPolicy } });
    const both = (await policy('RequireDualStack')).body.spec.clusterIPs;
    expect([both.length, both[0]]).toEqual([2, body.spec.clusterIP]);
    expect(await names(api)).toEqual(expect.arrayContaining(both));
    const headers = { 'content-type': 'application/merge-patch+json' };
    const single = { spec: { ipFamilyPolicy: 'SingleStack' } };
    const one = (await api.call('PATCH', `${services}/a`, single, headers)).body.spec;
    expect([one.clusterIPs, one.ipFamilies]).toEqual([[body.spec.clusterIP], ['IPv4']]);
    expect(await names(api)).toEqual(['10.96.0.1', body.spec.clusterIP].sort());
  });
});

it('two servers that know nothing of each other yet give no address twice', async () => {
  const one = await openApi();
  const { simulation, store } = one;
  const late = lateStore(store, simulation.environment.clock, 60_000);
  const two = await apiOver(simulation, store, late);
  const chosen = await create(one, 'a', { clusterIP: '10.96.0.7' });
  const refused = await create(two, 'b', { clusterIP: '10.96.0.7' });
  expect([chosen.status, refused.status]).toEqual([201, 422]);
  expect(refused.body.message).toContain('provided IP is already allocated');
  // The one that is free takes the address that the other would give next.
  const { spec } = (await create(two, 'c', {}, '?dryRun=All')).body;
  expect(spec.clusterIP).toBe('10.96.0.0');
});
