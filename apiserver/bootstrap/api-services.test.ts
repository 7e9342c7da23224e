import { expect, test } from 'vitest';
import { define, definitionsPath, widgetDefinition, widgetVersion } from '../testing/definitions.ts';
import { apiOver, openApi } from '../testing/open-api.ts';

const services = '/apis/apiregistration.k8s.io/v1/apiservices';
const label = 'kube-aggregator.kubernetes.io/automanaged';

async function open() {
  const one = await openApi();
  const api = await apiOver(one.simulation, one.store, one.store, { bootstrap: true });
  await api.simulation.settle();
  const get = async (name: string) => (await api.call('GET', `${services}/${name}`)).body;
  return { ...api, get };
}

// Names and numbers are those of a Kubernetes API server.
test('a cluster has an API service for each group version that it answers itself', async () => {
  const { call, get } = await open();
  const { items } = (await call('GET', services)).body;
  const rows = items.map(({ metadata, spec }: Record<string, Record<string, unknown>>) =>
    [metadata?.name, spec?.groupPriorityMinimum, spec?.versionPriority].join(' '),
  );
  expect(rows).toEqual([
    'v1. 18000 1',
    'v1.admissionregistration.k8s.io 16700 15',
    'v1.apiextensions.k8s.io 16700 15',
    'v1.apps 17800 15',
    'v1.authentication.k8s.io 17700 15',
    'v1.authorization.k8s.io 17600 15',
    'v1.autoscaling 17500 15',
    'v1.batch 17400 15',
    'v1.certificates.k8s.io 17300 15',
    'v1.coordination.k8s.io 16500 15',
    'v1.discovery.k8s.io 16200 15',
    'v1.events.k8s.io 17750 15',
    'v1.flowcontrol.apiserver.k8s.io 16100 21',
    'v1.networking.k8s.io 17200 15',
    'v1.node.k8s.io 16300 15',
    'v1.policy 17100 15',
    'v1.rbac.authorization.k8s.io 17000 15',
    'v1.resource.k8s.io 16200 21',
    'v1.scheduling.k8s.io 16600 15',
    'v1.storage.k8s.io 16800 15',
    'v2.autoscaling 17500 30',
  ]);
  const { metadata, spec, status } = await get('v1.');
  expect(metadata.labels).toEqual({ [label]: 'onstart' });
  expect(metadata.managedFields).toMatchObject([{ manager: 'kube-apiserver', operation: 'Update' }]);
  expect(spec).toEqual({ version: 'v1', groupPriorityMinimum: 18_000, versionPriority: 1 });
  expect(status.conditions).toMatchObject([{ type: 'Available', status: 'True', reason: 'Local' }]);
});

test('those of definitions come and go with what they serve', async () => {
  const { call, get, ...api } = await open();
  await define({ call, ...api });
  await api.simulation.settle();
  const { metadata, spec } = await get('v1.example.com');
  expect(metadata.labels).toEqual({ [label]: 'true' });
  expect(spec).toEqual({
    group: 'example.com',
    version: 'v1',
    groupPriorityMinimum: 1_000,
    versionPriority: 100,
  });
  await call('DELETE', `${services}/v1.example.com`);
  await api.simulation.settle();
  expect((await get('v1.example.com')).spec.version).toBe('v1');
  const path = `${definitionsPath}/widgets.example.com`;
  const current = (await call('GET', path)).body;
  const versions = [widgetVersion('v1'), widgetVersion('v2')];
  await call('PUT', path, { ...current, spec: widgetDefinition({ versions }).spec });
  await api.simulation.settle();
  expect((await get('v2.example.com')).spec.version).toBe('v2');
  await call('DELETE', path);
  await api.simulation.settle();
  expect([(await get('v1.example.com')).code, (await get('v2.example.com')).code]).toEqual([404, 404]);
});

test('what somebody took over is left alone', async () => {
  const { call, get, ...api } = await open();
  await define({ call, ...api });
  await api.simulation.settle();
  const merge = { 'content-type': 'application/merge-patch+json' };
  const change = { metadata: { labels: null }, spec: { versionPriority: 7 } };
  await call('PATCH', `${services}/v1.example.com`, change, merge);
  await call('DELETE', `${definitionsPath}/widgets.example.com`);
  await api.simulation.settle();
  expect((await get('v1.example.com')).spec.versionPriority).toBe(7);
});
