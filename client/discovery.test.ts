import { expect, test } from 'vitest';
import { failure, type Transport } from '../apimachinery/index.ts';
import { createClient } from './create-client.ts';
import { discoverResources, preferredResources } from './discovery.ts';
import { createRestMapper, NoKindMatchError } from './rest-mapper.ts';

interface Served {
  readonly resource: string;
  readonly kind: string;
}

function version(name: string, ...served: readonly Served[]) {
  const resources = served.map(({ resource, kind }) => ({
    resource,
    responseKind: { group: '', version: '', kind },
    scope: 'Namespaced',
    verbs: ['get', 'list'],
  }));
  return { version: name, resources };
}

/** A server whose groups can be changed; `asked` is what it was asked with. */
function serverOf(groups: object[]) {
  const asked: string[] = [];
  const server = { groups, asked, refuses: false, client: createClient(transport(), { userAgent: 'test' }) };
  function transport(): Transport {
    return {
      async request({ path, headers }) {
        asked.push(`${path} ${headers.accept}`);
        if (server.refuses) {
          const { status } = failure(503, 'ServiceUnavailable', 'not now');
          return { status: 503, headers: {}, body: { type: 'object', object: status, pieces: () => [''] } };
        }
        const items = server.groups.filter((group) => 'metadata' in group === (path === '/apis'));
        return { status: 200, headers: {}, body: { type: 'object', object: { items }, pieces: () => [''] } };
      },
    };
  }
  return server;
}

const pods = { resource: 'pods', kind: 'Pod' };
const scalers = { resource: 'scalers', kind: 'Scaler' };
const old = { resource: 'olds', kind: 'Old' };
const groups = [
  { versions: [version('v1', pods, { resource: 'bindings', kind: 'Binding' })] },
  { metadata: { name: 'auto' }, versions: [version('v2', scalers), version('v1', scalers, old)] },
];

test('resources are discovered in the order of the server, in two requests', async () => {
  const { client, asked } = serverOf(groups);
  const found = await discoverResources(client);
  expect(found.map(({ group, version, kind }) => `${group}/${version}/${kind}`)).toEqual([
    '/v1/Pod',
    '/v1/Binding',
    'auto/v2/Scaler',
    'auto/v1/Scaler',
    'auto/v1/Old',
  ]);
  const accept = (version: string) =>
    `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
  expect(asked).toEqual(
    ['/api', '/apis'].map((path) => `${path} ${accept('v2')},${accept('v2beta1')},application/json`),
  );
});

test('all that a server tells of a resource is known', async () => {
  const widgets = {
    resource: 'widgets',
    responseKind: { group: '', version: '', kind: 'Widget' },
    scope: 'Cluster',
    singularResource: 'widget',
    verbs: ['get'],
    shortNames: ['wd'],
    categories: ['all'],
    subresources: [{ subresource: 'status' }],
  };
  const onlySubresources = { resource: 'parts', scope: 'Namespaced', verbs: [] };
  const resources = [widgets, onlySubresources];
  const { client } = serverOf([
    { metadata: { name: 'example.com' }, versions: [{ version: 'v1', resources }] },
  ]);
  expect(await discoverResources(client)).toEqual([
    {
      group: 'example.com',
      version: 'v1',
      resource: 'widgets',
      kind: 'Widget',
      namespaced: false,
      singularName: 'widget',
      shortNames: ['wd'],
      categories: ['all'],
      verbs: ['get'],
      subresources: ['status'],
    },
  ]);
});

test('of a resource the preferred version counts, and another where that has none', async () => {
  const { client } = serverOf(groups);
  const preferred = preferredResources(await discoverResources(client));
  expect(preferred.map(({ version, kind }) => `${version} ${kind}`)).toEqual([
    'v1 Pod',
    'v1 Binding',
    'v2 Scaler',
    'v1 Old',
  ]);
});

test('a mapper knows what was discovered last, also when discovery fails', async () => {
  const server = serverOf(groups);
  const mapper = createRestMapper(server.client);
  expect(mapper.resourceFor({ apiVersion: 'v1', kind: 'Pod' })).toBeUndefined();
  await mapper.refresh();
  expect(mapper.resourceFor({ apiVersion: 'auto/v1', kind: 'Scaler' })).toMatchObject({ version: 'v1' });
  expect(mapper.resourceFor({ apiVersion: 'auto/v3', kind: 'Scaler' })).toBeUndefined();
  expect(mapper.resourceFor({ apiVersion: 'a/b/c', kind: 'Scaler' })).toBeUndefined();
  server.refuses = true;
  await expect(mapper.refresh()).rejects.toThrow('not now');
  expect(mapper.resourceFor({ apiVersion: 'v1', kind: 'Pod' })).toMatchObject({ resource: 'pods' });
  server.refuses = false;
  server.groups = [{ versions: [version('v1', { resource: 'tasks', kind: 'Pod' }, pods)] }];
  await mapper.refresh();
  expect(mapper.resourceFor({ apiVersion: 'v1', kind: 'Pod' })).toMatchObject({ resource: 'tasks' });
  expect(mapper.resourceFor({ apiVersion: 'auto/v1', kind: 'Scaler' })).toBeUndefined();
});

test('a mapper that is asked for a kind it does not know discovers once for all who ask', async () => {
  const server = serverOf([...groups]);
  const mapper = createRestMapper(server.client);
  const scaler = { apiVersion: 'auto/v2', kind: 'Scaler' };
  expect(
    (await Promise.all([mapper.find(scaler), mapper.find(scaler)])).map(({ resource }) => resource),
  ).toEqual(['scalers', 'scalers']);
  expect(server.asked).toHaveLength(2);
  const widget = { apiVersion: 'example.com/v1', kind: 'Widget' };
  await expect(mapper.find(widget)).rejects.toThrow(new NoKindMatchError(widget));
  server.groups.push({
    metadata: { name: 'example.com' },
    versions: [version('v1', { resource: 'widgets', kind: 'Widget' })],
  });
  expect((await mapper.find(widget)).resource).toBe('widgets');
  server.refuses = true;
  await expect(mapper.find({ ...widget, kind: 'Other' })).rejects.toThrow('not now');
  expect((await mapper.find(widget)).resource).toBe('widgets');
  expect(new NoKindMatchError(widget).message).toBe(
    'no matches for kind "Widget" in version "example.com/v1"',
  );
});

/** Servers before Kubernetes 1.27 know nothing of the aggregated form. */
const legacy: Readonly<Record<string, object>> = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': {
    kind: 'APIGroupList',
    groups: [
      {
        name: 'auto',
        versions: [{ groupVersion: 'auto/v1' }, { groupVersion: 'auto/v2' }],
        preferredVersion: { groupVersion: 'auto/v2' },
      },
      {
        name: 'lost',
        versions: [{ groupVersion: 'lost/v1' }],
        preferredVersion: { groupVersion: 'lost/v1' },
      },
    ],
  },
  '/api/v1': {
    resources: [
      {
        name: 'pods',
        singularName: 'pod',
        namespaced: true,
        kind: 'Pod',
        verbs: ['get'],
        shortNames: ['po'],
        categories: ['all'],
      },
      { name: 'pods/status', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] },
      { name: 'pods/eviction', singularName: '', namespaced: true, kind: 'Eviction', verbs: ['create'] },
      { name: 'nodes', singularName: 'node', namespaced: false, kind: 'Node', verbs: ['get'] },
    ],
  },
  '/apis/auto/v2': {
    resources: [{ name: 'scalers', singularName: '', namespaced: true, kind: 'Scaler', verbs: [] }],
  },
  '/apis/auto/v1': {
    resources: [{ name: 'scalers', singularName: '', namespaced: true, kind: 'Scaler', verbs: [] }],
  },
};

test('an older server is asked group version by group version, and what it cannot tell of is left out', async () => {
  const transport: Transport = {
    async request({ path }) {
      const object = legacy[path] ?? failure(503, 'ServiceUnavailable', 'not now').status;
      const status = path in legacy ? 200 : 503;
      return { status, headers: {}, body: { type: 'object', object, pieces: () => [''] } };
    },
  };
  const found = await discoverResources(createClient(transport, { userAgent: 'test' }));
  expect(found.map(({ group, version, resource }) => `${group}/${version}/${resource}`)).toEqual([
    '/v1/pods',
    '/v1/nodes',
    'auto/v2/scalers',
    'auto/v1/scalers',
  ]);
  expect(found[0]).toEqual({
    group: '',
    version: 'v1',
    resource: 'pods',
    kind: 'Pod',
    namespaced: true,
    singularName: 'pod',
    shortNames: ['po'],
    categories: ['all'],
    verbs: ['get'],
    subresources: ['status', 'eviction'],
  });
});
