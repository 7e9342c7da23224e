import {
  collection,
  container,
  create,
  fields,
  finalizers,
  type GrowthRow,
  labelSelector,
  many,
} from './growth-row.ts';

function patchRow(
  name: string,
  type: string,
  resource: string,
  before: (n: number) => object,
  body: (n: number) => unknown,
): GrowthRow {
  const path = collection(resource);
  return {
    name: `${type} patch: ${name}`,
    before: (n) => ({ ...create(resource, before(n)), query: {} }),
    request: (n) => ({
      method: 'PATCH',
      path: `${path}/a`,
      query: { dryRun: 'All' },
      headers: { 'content-type': `application/${type}+json` },
      body: JSON.stringify(body(n)),
    }),
  };
}

const tolerations = (n: number, offset = 0) =>
  many(n, (i) => ({ key: `k${i + offset}`, operator: 'Exists' }));
const podWith = (more: object) => ({ spec: { containers: [{ name: 'web', image: 'nginx', ...more }] } });
const ports = (n: number, offset = 0) =>
  many(n, (i) => ({ containerPort: 1 + ((i + offset) % 65000), protocol: 'TCP' }));
const template = (more: object) => ({
  spec: { selector: labelSelector, template: { metadata: { labels: { app: 'web' } }, ...podWith(more) } },
});
const inTemplate = (more: object) => ({
  spec: { template: { spec: { containers: [{ name: 'web', ...more }] } } },
});
const env = (n: number, offset = 0) => many(n, (i) => ({ name: `E${i + offset}`, value: 'v' }));

/** Patches that are long, or of objects that are. */
export const patchRows: readonly GrowthRow[] = [
  patchRow(
    'additions',
    'json-patch',
    'configmaps',
    () => ({ data: {} }),
    (n) => many(n, (i) => ({ op: 'add', path: `/data/k${i}`, value: 'v' })),
  ),
  patchRow(
    'additions at the head',
    'json-patch',
    'configmaps',
    () => finalizers(1),
    (n) => many(n, (i) => ({ op: 'add', path: '/metadata/finalizers/0', value: `a.io/g${i}` })),
  ),
  patchRow(
    'copies',
    'json-patch',
    'configmaps',
    () => ({ data: { a: 'b' } }),
    (n) => many(n, (i) => ({ op: 'copy', from: '/data', path: `/data/k${i}` })),
  ),
  patchRow(
    'moves',
    'json-patch',
    'configmaps',
    () => ({ data: { k0: 'b' } }),
    (n) => many(n, (i) => ({ op: 'move', from: `/data/k${i}`, path: `/data/k${i + 1}` })),
  ),
  patchRow(
    'tests of a large value',
    'json-patch',
    'configmaps',
    (n) => ({ data: fields(n, () => 'v') }),
    (n) => many(20, () => ({ op: 'test', path: '/data', value: fields(n, () => 'v') })),
  ),
  patchRow(
    'a long path',
    'json-patch',
    'configmaps',
    () => ({}),
    (n) => [{ op: 'add', path: '/a'.repeat(n), value: 1 }],
  ),
  patchRow(
    'members',
    'merge-patch',
    'configmaps',
    () => ({ data: {} }),
    (n) => ({ data: fields(n, () => 'v') }),
  ),
  patchRow(
    'removals',
    'merge-patch',
    'configmaps',
    (n) => ({ data: fields(n, () => 'v') }),
    (n) => ({ data: fields(n, () => null) }),
  ),
  patchRow(
    'members',
    'strategic-merge-patch',
    'configmaps',
    () => ({ data: {} }),
    (n) => ({ data: fields(n, () => 'v') }),
  ),
  patchRow(
    'finalizers',
    'strategic-merge-patch',
    'configmaps',
    (n) => finalizers(n),
    (n) => ({ metadata: { finalizers: many(n, (i) => `a.io/g${i}`) } }),
  ),
  patchRow(
    'deletions of finalizers',
    'strategic-merge-patch',
    'configmaps',
    (n) => finalizers(n),
    (n) => ({ metadata: { '$deleteFromPrimitiveList/finalizers': many(n, (i) => `a.io/f${i}`) } }),
  ),
  patchRow(
    'env',
    'strategic-merge-patch',
    'deployments',
    (n) => template({ env: env(n) }),
    (n) => inTemplate({ env: env(n, n >> 1) }),
  ),
  patchRow(
    'env deleted',
    'strategic-merge-patch',
    'deployments',
    (n) => template({ env: env(n) }),
    (n) => inTemplate({ env: many(n, (i) => ({ name: `E${i}`, $patch: 'delete' })) }),
  ),
  patchRow(
    'env ordered',
    'strategic-merge-patch',
    'deployments',
    (n) => template({ env: env(n) }),
    (n) => inTemplate({ '$setElementOrder/env': many(n, (i) => ({ name: `E${n - i}` })), env: env(n, 1) }),
  ),
  patchRow(
    'env ordered by nothing',
    'strategic-merge-patch',
    'deployments',
    (n) => template({ env: env(n) }),
    () => inTemplate({ '$setElementOrder/env': [], env: env(1) }),
  ),
  patchRow(
    'ports',
    'strategic-merge-patch',
    'deployments',
    (n) => template({ ports: ports(n) }),
    (n) => inTemplate({ ports: ports(n, n) }),
  ),
  patchRow(
    'kept members',
    'strategic-merge-patch',
    'deployments',
    () => template({}),
    (n) => ({ spec: { strategy: { $retainKeys: many(n, (i) => `k${i}`) } } }),
  ),
  patchRow(
    'tolerations of a pod',
    'merge-patch',
    'pods',
    (n) => ({ spec: { ...podWith({}).spec, tolerations: tolerations(n) } }),
    (n) => ({ spec: { tolerations: tolerations(n, 1) } }),
  ),
  patchRow(
    'one of many that makes no object',
    'json-patch',
    'pods',
    (n) => podWith({ args: many(4 * n, (i) => `a${i}`) }),
    () => [{ op: 'replace', path: '/spec/containers/0/args/0', value: {} }],
  ),
  patchRow(
    'ports of a service',
    'merge-patch',
    'services',
    (n) => ({ spec: { type: 'ClusterIP', ports: many(n, (i) => ({ name: `p${i}`, port: 1 + i })) } }),
    (n) => ({ spec: { type: 'NodePort', ports: many(n, (i) => ({ name: `p${i}`, port: 2 + i })) } }),
  ),
  patchRow(
    'containers of a pod',
    'merge-patch',
    'pods',
    (n) => ({ spec: { containers: many(n, container) } }),
    (n) => ({ spec: { containers: many(n, (i) => ({ ...container(i), image: 'other' })) } }),
  ),
];
