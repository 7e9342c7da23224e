import { describe, expect, it } from 'vitest';
import { allResources, type ServedResource, servedResources } from '../../../api/index.ts';
import { serveDiscovery } from './serve-discovery.ts';

const kubectl133 =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,' +
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';
const kubectl127 =
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

/** The named fields of a document, for reading along. */
interface Answer {
  readonly kind: string;
  readonly apiVersion?: string;
  readonly versions?: unknown;
  readonly groups?: readonly { name: string; preferredVersion: { version: string } }[];
  readonly resources?: readonly { name: string }[];
  readonly items?: readonly {
    metadata: { name?: string };
    versions: { version: string; resources: { resource: string }[] }[];
  }[];
}

function ask(path: string, headers: Record<string, string> = {}, resources = servedResources) {
  const response = serveDiscovery({ path, headers }, resources);
  const object = response?.body.type === 'object' ? (response.body.object as Answer) : undefined;
  return { response, object };
}

function resourceOf(list: Answer | undefined, name: string) {
  return list?.resources?.find((resource) => resource.name === name);
}

describe('discovery, one document at a time', () => {
  it('tells the version of the core group and where the server is', () => {
    expect(ask('/api', { host: '127.0.0.1:6443' }).object).toEqual({
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1:6443' }],
    });
  });

  it('lists the groups in the order of kube-apiserver, each with its preferred version', () => {
    const groups = ask('/apis/').object?.groups ?? [];
    const names = groups.map(({ name, preferredVersion }) => `${name}/${preferredVersion.version}`);
    expect(names.slice(0, 6)).toEqual([
      'apiregistration.k8s.io/v1',
      'apps/v1',
      'events.k8s.io/v1',
      'authentication.k8s.io/v1',
      'authorization.k8s.io/v1',
      'autoscaling/v2',
    ]);
    expect(ask('/apis/autoscaling').object).toMatchObject({
      kind: 'APIGroup',
      apiVersion: 'v1',
      versions: [{ version: 'v2' }, { groupVersion: 'autoscaling/v1' }],
    });
  });

  it('tells all of a resource and of its subresources', () => {
    const list = ask('/apis/apps/v1').object;
    expect(list).toMatchObject({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'apps/v1' });
    expect(resourceOf(list, 'deployments')).toEqual({
      name: 'deployments',
      singularName: 'deployment',
      namespaced: true,
      kind: 'Deployment',
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      shortNames: ['deploy'],
      categories: ['all'],
      storageVersionHash: '8aSe+NMegvE=',
    });
    expect(resourceOf(list, 'deployments/scale')).toEqual({
      name: 'deployments/scale',
      singularName: '',
      namespaced: true,
      group: 'autoscaling',
      version: 'v1',
      kind: 'Scale',
      verbs: ['get', 'patch', 'update'],
    });
  });

  it('tells what speaks another kind or is not stored', () => {
    const list = ask('/api/v1').object;
    expect(list).not.toHaveProperty('apiVersion');
    expect(resourceOf(list, 'pods/eviction')).toMatchObject({
      group: 'policy',
      version: 'v1',
      kind: 'Eviction',
    });
    expect(resourceOf(list, 'pods/binding')).toEqual({
      name: 'pods/binding',
      singularName: '',
      namespaced: true,
      kind: 'Binding',
      verbs: ['create'],
    });
    expect(resourceOf(list, 'bindings')).not.toHaveProperty('storageVersionHash');
  });

  it('answers nothing for what is not served', () => {
    for (const path of [
      '/api/v2',
      '/apis/nope',
      '/apis/apps/v9',
      '/apis//v1',
      '/apis/apps/v1/pods',
      '/',
      '/healthz',
    ]) {
      expect(ask(path).response).toBeUndefined();
    }
  });
});

describe('aggregated discovery', () => {
  it('is answered in the version kubectl asks for', () => {
    const contentType = (accept: string) => ask('/apis', { accept }).response?.headers['content-type'];
    expect(contentType(kubectl133)).toBe(
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    );
    // Kubernetes 1.36 has the former version no more.
    expect(contentType(kubectl127)).toBe('application/json');
    expect(contentType('application/json')).toBe('application/json');
  });

  it('comes in every encoding that there is', () => {
    const form = ';g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
    const [yaml, protobuf] = ['application/yaml', 'application/vnd.kubernetes.protobuf'].map((type) => {
      const { response } = ask('/api', { accept: `text/html${form},${type}${form},${kubectl133}` });
      expect(response?.headers['content-type']).toBe(type + form);
      return response?.body.type === 'object'
        ? Buffer.concat([...response.body.pieces()].map(Buffer.from))
        : '';
    });
    expect(yaml?.toString()).toMatch(
      /^apiVersion: apidiscovery.k8s.io\/v2\nitems:\n- metadata: {}\n {2}versions:\n/,
    );
    // The head of what Kubernetes 1.36 answers.
    const bindings = '0a0862696e64696e6773120d0a0012001a0742696e64696e671a0a4e616d6573706163656422076269';
    const hex = Buffer.from(protobuf ?? '').toString('hex');
    expect(hex).toMatch(/^6b3873000a2f0a16617069646973636f766572792e6b38732e696f2f763212154150/);
    expect(hex).toContain(bindings);
  });

  it('has the core group under /api and the others under /apis', () => {
    const core = ask('/api', { accept: kubectl133 }).object;
    expect(core).toMatchObject({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2' });
    expect(core?.items).toHaveLength(1);
    const others = ask('/apis', { accept: kubectl133 }).object?.items ?? [];
    expect(others[1]?.metadata.name).toBe('apps');
    const deployments = others[1]?.versions[0]?.resources.find(({ resource }) => resource === 'deployments');
    expect(deployments).toMatchObject({
      responseKind: { group: '', version: '', kind: 'Deployment' },
      scope: 'Namespaced',
      singularResource: 'deployment',
      subresources: [
        { subresource: 'scale', responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' } },
        { subresource: 'status', responseKind: { group: '', version: '', kind: 'Deployment' } },
      ],
    });
  });

  it('is not sent again to who has it', () => {
    const first = ask('/apis', { accept: kubectl133 }).response;
    const etag = first?.headers.etag ?? '';
    const again = ask('/apis', { accept: kubectl133, 'if-none-match': etag }).response;
    expect(again?.status).toBe(304);
    expect(ask('/api', { accept: kubectl133, 'if-none-match': etag }).response?.status).toBe(200);
  });

  it('changes when a resource is added', () => {
    const widget: ServedResource = {
      ...(allResources.find(({ resource }) => resource === 'leases') as ServedResource),
      group: 'example.com',
      resource: 'widgets',
      kind: 'Widget',
    };
    const more = [...servedResources, widget];
    const before = ask('/apis', { accept: kubectl133 }).response?.headers.etag;
    const after = ask('/apis', { accept: kubectl133 }, more);
    expect(after.response?.headers.etag).not.toBe(before);
    expect(after.object?.items?.at(-1)?.metadata.name).toBe('example.com');
    expect(ask('/apis/example.com/v1', {}, more).object?.resources?.[0]?.name).toBe('widgets');
  });
});
