import {
  ApiException,
  ApiextensionsV1Api,
  CustomObjectsApi,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  type V1CustomResourceDefinition,
} from 'kubernetes-client-1.4';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StartedCluster, startCluster } from '../../index.ts';

let cluster: StartedCluster;
const config = new KubeConfig();

beforeAll(async () => {
  cluster = await startCluster({ nodes: 0 });
  config.loadFromString(cluster.kubeconfig);
});

afterAll(() => cluster.stop());

const definition: V1CustomResourceDefinition = {
  metadata: { name: 'pies.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'pies', singular: 'pie', kind: 'Pie' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: { size: { type: 'integer', _default: 1 }, filling: { type: 'string' } },
              },
            },
          },
        },
      },
    ],
  },
};

const pies = { group: 'example.com', version: 'v1', namespace: 'default', plural: 'pies' };

const pie = (spec: object) => ({
  apiVersion: 'example.com/v1',
  kind: 'Pie',
  metadata: { name: 'apple' },
  spec,
});

test('the official JavaScript client defines a kind, and applies objects of it', async () => {
  const definitions = config.makeApiClient(ApiextensionsV1Api);
  const custom = config.makeApiClient(CustomObjectsApi);
  await definitions.createCustomResourceDefinition({ body: definition });
  const isServed = async () => {
    const { status } = await definitions.readCustomResourceDefinition({ name: 'pies.example.com' });
    return (
      status?.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True') === true
    );
  };
  while (!(await isServed()));
  const apply = (spec: object, fieldManager: string, force = false) =>
    custom.patchNamespacedCustomObject(
      { ...pies, name: 'apple', body: pie(spec), fieldManager, force },
      setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply),
    );
  expect((await apply({ filling: 'apples' }, 'one')).spec).toEqual({ filling: 'apples', size: 1 });
  const conflict = await apply({ filling: 'pears' }, 'two').catch((error: unknown) => error);
  expect(conflict).toBeInstanceOf(ApiException);
  expect(conflict).toMatchObject({ code: 409 });
  expect((await apply({ filling: 'pears' }, 'two', true)).spec.filling).toBe('pears');
  const { items } = await custom.listNamespacedCustomObject(pies);
  expect(items).toHaveLength(1);
});
