import { servedResources } from '../../api/index.ts';
import type { ApiRequest } from '../../apimachinery/index.ts';
import { bases } from './bases.ts';

/** A request whose input has some size. */
export type SizedRequest = Partial<Pick<ApiRequest, 'method' | 'path' | 'query' | 'headers'>> & {
  readonly body?: string;
};

/** One way of being long, and the request that is so in size `n`. */
export interface GrowthRow {
  readonly name: string;
  /** Asked before, so that there is something to change. */
  readonly before?: (n: number) => SizedRequest;
  readonly request: (n: number) => SizedRequest;
}

const json = { 'content-type': 'application/json' };
const yaml = { 'content-type': 'application/yaml' };

function many<T>(n: number, make: (index: number) => T): T[] {
  return Array.from({ length: n }, (_, index) => make(index));
}

function fields<T>(n: number, make: (index: number) => T): Record<string, T> {
  return Object.fromEntries(many(n, (index) => [`k${index}`, make(index)]));
}

function collection(resource: string): string {
  const found = servedResources.find((served) => served.resource === resource);
  if (found === undefined) throw new Error(`${resource} is not served`);
  const { group, version, namespaced } = found;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${root}${namespaced ? '/namespaces/default' : ''}/${resource}`;
}

/** Creates an object, a dry run so that nothing piles up. */
function create(resource: string, object: object): SizedRequest {
  const body = JSON.stringify({ metadata: { name: 'a' }, ...object });
  return { method: 'POST', path: collection(resource), query: { dryRun: 'All' }, headers: json, body };
}

/** A create of a base in which one part, by its path, is something else. */
function changed(resource: string, path: string, value: unknown): SizedRequest {
  const object = structuredClone(bases[resource] ?? {}) as Record<string, unknown>;
  const names = path.split('.');
  let at: Record<string, unknown> = object;
  for (const name of names.slice(0, -1)) {
    at[name] ??= {};
    at = at[name] as Record<string, unknown>;
  }
  at[names.at(-1) ?? ''] = value;
  return create(resource, object);
}

function row(resource: string, path: string, make: (n: number) => unknown): GrowthRow {
  return { name: `${resource}: ${path}`, request: (n) => changed(resource, path, make(n)) };
}

function text(name: string, body: (n: number) => string): GrowthRow {
  return { name, request: (n) => ({ ...create('configmaps', {}), body: body(n) }) };
}

function yamlText(name: string, body: (n: number) => string): GrowthRow {
  return {
    name: `yaml: ${name}`,
    request: (n) => ({ ...create('configmaps', {}), headers: yaml, body: body(n) }),
  };
}

const labelSelector = { matchLabels: { app: 'web' } };
const container = (index: number) => ({ name: `c${index}`, image: 'nginx' });
const first = 'spec.containers.0';

const metadataRows: readonly GrowthRow[] = [
  row('configmaps', 'metadata', (n) => ({ name: 'a', labels: fields(n, () => 'v') })),
  row('configmaps', 'metadata', (n) => ({ name: 'a', annotations: fields(n, () => 'v') })),
  row('configmaps', 'metadata', (n) => ({ name: 'a', annotations: { a: 'é'.repeat(n) } })),
  row('configmaps', 'metadata', (n) => ({ name: 'a', finalizers: many(n, (i) => `a.io/f${i}`) })),
  row('configmaps', 'metadata', (n) => ({
    name: 'a',
    ownerReferences: many(n, (i) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      name: `p${i}`,
      uid: `u${i}`,
      controller: true,
    })),
  })),
  row('configmaps', 'metadata', (n) => ({
    name: 'a',
    managedFields: many(n, () => ({ manager: 'm', fieldsV1: {} })),
  })),
  ...['a', '-', '.', 'a.', 'a-', '_', 'A', '%'].map((part) =>
    row('configmaps', 'metadata', (n) => ({ name: `a${part.repeat(n)}` })),
  ),
  row('configmaps', 'metadata', (n) => ({ name: 'a', labels: { [`${'a.'.repeat(n)}/a`]: 'a-'.repeat(n) } })),
  row('configmaps', 'metadata', (n) => ({ generateName: 'a-'.repeat(n) })),
];

const podRows: readonly GrowthRow[] = [
  row('pods', 'spec.containers', (n) => many(n, container)),
  row('pods', 'spec.containers', (n) => many(n, () => container(0))),
  row('pods', 'spec.initContainers', (n) => many(n, container)),
  row('pods', 'spec.volumes', (n) => many(n, (i) => ({ name: `v${i}`, emptyDir: {} }))),
  row('pods', 'spec.volumes', (n) => [
    { name: 'v', projected: { sources: many(n, (i) => ({ secret: { name: `s${i}` } })) } },
  ]),
  row('pods', 'spec.volumes', (n) => [
    {
      name: 'v',
      projected: {
        sources: [{ secret: { name: 's', items: many(n, (i) => ({ key: 'k', path: `f${i}` })) } }],
      },
    },
  ]),
  row('pods', 'spec.volumes', (n) => [
    { name: 'v', secret: { secretName: 's', items: many(n, () => ({ key: 'k', path: 'f' })) } },
  ]),
  row('pods', 'spec.resourceClaims', (n) => many(n, (i) => ({ name: `c${i}`, resourceClaimName: 'c' }))),
  row('pods', 'spec.tolerations', (n) => many(n, (i) => ({ key: `k${i}`, operator: 'Exists' }))),
  row('pods', 'spec.hostAliases', (n) => many(n, () => ({ ip: '1.2.3.4', hostnames: ['a'] }))),
  row('pods', 'spec.imagePullSecrets', (n) => many(n, (i) => ({ name: `s${i}` }))),
  row('pods', 'spec.readinessGates', (n) => many(n, (i) => ({ conditionType: `a.io/c${i}` }))),
  row('pods', 'spec.schedulingGates', (n) => many(n, (i) => ({ name: `a.io/g${i}` }))),
  row('pods', 'spec.nodeSelector', (n) => fields(n, () => 'v')),
  row('pods', 'spec.topologySpreadConstraints', (n) =>
    many(n, (i) => ({ maxSkew: 1, topologyKey: `z${i}`, whenUnsatisfiable: 'DoNotSchedule', labelSelector })),
  ),
  row('pods', 'spec.topologySpreadConstraints', (n) => [
    {
      maxSkew: 1,
      topologyKey: 'z',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector,
      matchLabelKeys: many(n, (i) => `k${i}`),
    },
  ]),
  row('pods', `${first}.args`, (n) => many(n, () => 'a')),
  row('pods', `${first}.env`, (n) => many(n, (i) => ({ name: `E${i}`, value: '$(A)' }))),
  row('pods', `${first}.envFrom`, (n) => many(n, () => ({ secretRef: { name: 'a' } }))),
  row('pods', `${first}.ports`, (n) =>
    many(n, (i) => ({ name: `p${i}`, containerPort: 80 + i, hostPort: 80 + i })),
  ),
  row('pods', `${first}.volumeMounts`, (n) => many(n, (i) => ({ name: 'v', mountPath: `/m${i}` }))),
  row('pods', `${first}.volumeDevices`, (n) => many(n, (i) => ({ name: `v${i}`, devicePath: `/d${i}` }))),
  row('pods', `${first}.resources`, (n) => ({ claims: many(n, (i) => ({ name: `c${i}` })) })),
  row('pods', `${first}.resizePolicy`, (n) =>
    many(n, () => ({ resourceName: 'cpu', restartPolicy: 'NotRequired' })),
  ),
  row('pods', `${first}.resources`, (n) => ({ limits: fields(n, () => '1') })),
  row('pods', `${first}.resources`, (n) => ({ limits: { cpu: '1'.repeat(n) } })),
  row('pods', `${first}.resources`, (n) => ({ limits: { cpu: `1${'0'.repeat(n)}` } })),
  row('pods', `${first}.resources`, (n) => ({ limits: { memory: `0.${'0'.repeat(n)}1Gi` } })),
  row('pods', `${first}.resources`, (n) => ({ limits: { cpu: `1e${'9'.repeat(n)}` } })),
  row('pods', `${first}.resources`, (n) => ({ requests: { memory: `${'9'.repeat(n)}Ki` } })),
  row('pods', `${first}.image`, (n) => 'a/'.repeat(n)),
  row('pods', `${first}.image`, (n) => `a${':a'.repeat(n)}@sha256:x`),
  row('pods', `${first}.name`, (n) => 'a-'.repeat(n)),
  row('pods', `${first}.workingDir`, (n) => 'x'.repeat(n)),
  row('pods', 'spec.nodeName', (n) => 'a.'.repeat(n)),
  row('pods', 'spec.hostname', (n) => 'a-'.repeat(n)),
  row('pods', 'spec.priorityClassName', (n) => 'a-'.repeat(n)),
];

const kindRows: readonly GrowthRow[] = [
  row('configmaps', 'data', (n) => fields(n, () => 'v')),
  row('configmaps', 'data', (n) => ({ a: 'x'.repeat(n) })),
  row('configmaps', 'binaryData', (n) => ({ a: 'YWFh'.repeat(n) })),
  row('configmaps', 'binaryData', (n) => ({ a: `${'\r\n'.repeat(n)}!` })),
  row('secrets', 'stringData', (n) => fields(n, () => 'v')),
  row('services', 'spec.ports', (n) => many(n, (i) => ({ name: `p${i}`, port: 1 + (i % 60000) }))),
  row('services', 'spec.externalIPs', (n) => many(n, () => '1.2.3.4')),
  row('services', 'spec.loadBalancerSourceRanges', (n) => many(n, () => '1.2.3.4/8')),
  row('services', 'spec.clusterIP', (n) => '1.'.repeat(n)),
  row('services', 'spec.externalName', (n) => 'a.'.repeat(n)),
  row('deployments', 'spec.selector', (n) => ({
    matchExpressions: many(n, (i) => ({ key: 'a', operator: 'In', values: [`v${i}`] })),
  })),
  row('deployments', 'spec.selector', (n) => ({
    matchExpressions: [{ key: 'a', operator: 'In', values: many(n, (i) => `v${i}`) }],
  })),
  row('deployments', 'spec.strategy', (n) => ({ rollingUpdate: { maxSurge: `${'9'.repeat(n)}%` } })),
  row('deployments', 'spec.template.metadata.labels', (n) => fields(n, () => 'web')),
  row('cronjobs', 'spec.schedule', (n) => '* '.repeat(n)),
  row('cronjobs', 'spec.schedule', (n) => `@every ${'1h'.repeat(n)}`),
  row('cronjobs', 'spec.schedule', (n) => `${'1,'.repeat(n)}1 * * * *`),
  row('cronjobs', 'spec.timeZone', (n) => 'A/'.repeat(n)),
  row('networkpolicies', 'spec.ingress', (n) => [
    { from: many(n, () => ({ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } })) },
  ]),
  row('networkpolicies', 'spec.ingress', (n) => [
    { from: [{ ipBlock: { cidr: '10.0.0.0/8', except: many(n, () => '10.1.0.0/16') } }] },
  ]),
  row('ingresses', 'spec.tls', (n) => [{ hosts: many(n, () => 'a.example.com') }]),
  row('ingresses', 'spec.rules', (n) => many(n, (i) => ({ host: `a${i}.example.com` }))),
  row('endpoints', 'subsets', (n) => [
    { addresses: many(n, () => ({ ip: '1.2.3.4' })), ports: [{ port: 80 }] },
  ]),
  row('endpointslices', 'endpoints', (n) => many(n, () => ({ addresses: ['1.2.3.4'] }))),
  row('endpointslices', 'ports', (n) => many(n, (i) => ({ name: `p${i}`, port: 80 }))),
  row('horizontalpodautoscalers', 'spec.metrics', (n) =>
    many(n, () => ({
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 5 } },
    })),
  ),
  row('roles', 'rules', (n) => many(n, () => ({ apiGroups: [''], resources: ['pods'], verbs: ['get'] }))),
  row('rolebindings', 'subjects', (n) => many(n, () => ({ kind: 'User', name: 'a' }))),
  row('nodes', 'spec.taints', (n) => many(n, (i) => ({ key: `k${i}`, effect: 'NoSchedule' }))),
  ...[
    '-----BEGIN CERTIFICATE REQUEST-----\n',
    '\n-----END A-----',
    '-----BEGIN A-----\n-----END B-----\n',
  ].map((part) =>
    row('certificatesigningrequests', 'spec.request', (n) => Buffer.from(part.repeat(n)).toString('base64')),
  ),
  row('nodes', 'spec.podCIDRs', (n) => many(n, () => '10.0.0.0/24')),
  row('resourcequotas', 'spec.hard', (n) => fields(n, () => '1')),
  row('resourcequotas', 'spec.scopes', (n) => many(n, () => 'BestEffort')),
  row('limitranges', 'spec.limits', (n) => many(n, () => ({ type: 'Container', max: { cpu: '1' } }))),
  row('persistentvolumeclaims', 'spec.accessModes', (n) => many(n, () => 'ReadWriteOnce')),
  row('leases', 'spec.renewTime', (n) => `2026-01-01T00:00:00.${'0'.repeat(n)}Z`),
  row('customresourcedefinitions', 'spec.versions', (n) =>
    many(n, (i) => ({ name: `v${i}`, served: true, storage: false })),
  ),
  row('customresourcedefinitions', 'spec.names', (n) => ({
    plural: 'a'.repeat(n),
    kind: 'A',
    shortNames: many(n, (i) => `s${i}`),
  })),
];

const jsonRows: readonly GrowthRow[] = [
  text(
    'json: a key twice, many times',
    (n) => `{"metadata":{"name":"a"},"data":{${many(n, (i) => `"k${i >> 1}":"v"`)}}}`,
  ),
  text('json: one key many times', (n) => `{"metadata":{"name":"a"},"data":{${many(n, () => '"k":"v"')}}}`),
  text(
    'json: unknown fields, each twice',
    (n) => `{"metadata":{"name":"a"},${many(n, (i) => `"u${i >> 1}":1`)}}`,
  ),
  text(
    'json: keys that are numbers',
    (n) => `{"metadata":{"name":"a"},"data":{${many(n, (i) => `"${i * 7919}":"v"`)}}}`,
  ),
  text(
    'json: keys that are alike',
    (n) => `{"metadata":{"name":"a"},"data":{${many(n, (i) => `"${'a'.repeat(40)}${i}":"v"`)}}}`,
  ),
  text('json: spaces', (n) => `{"metadata":{"name":"a"}${' \n'.repeat(n)}}`),
  text('json: newlines, then what is none', (n) => `${'\n'.repeat(n)}x`),
  text('json: open lists', (n) => '['.repeat(n)),
  text('json: open objects', (n) => '{"a":'.repeat(n)),
  text('json: escapes', (n) => `{"metadata":{"name":"a"},"data":{"a":"${'\\u00e9\\n'.repeat(n)}"}}`),
  text(
    'json: halves of surrogate pairs',
    (n) => `{"metadata":{"name":"a"},"data":{"a":"${'\\ud800'.repeat(n)}"}}`,
  ),
  text('json: numbers', (n) => `{"metadata":{"name":"a"},"x":[${many(n, () => '1.25')}]}`),
  text('json: a long number', (n) => `{"metadata":{"name":"a","generation":${'9'.repeat(n)}}}`),
  text('json: a long fraction', (n) => `{"metadata":{"name":"a"},"x":0.${'9'.repeat(n)}}`),
  text('json: nulls', (n) => `{"metadata":{"name":"a","finalizers":[${many(n, () => 'null')}]}}`),
  text('json: wrong types', (n) => `{"metadata":{"name":"a","finalizers":[${many(n, () => '1')}]}}`),
  text(
    'json: values of wrong types in a map',
    (n) => `{"metadata":{"name":"a"},"data":{${many(n, (i) => `"k${i}":1`)}}}`,
  ),
];

const yamlRows: readonly GrowthRow[] = [
  yamlText('keys', (n) => `metadata: {name: a}\ndata:\n${many(n, (i) => `  k${i}: v\n`).join('')}`),
  yamlText('one key many times', (n) => `metadata: {name: a}\ndata:\n${'  k: v\n'.repeat(n)}`),
  yamlText('newlines', (n) => `metadata: {name: a}${'\n'.repeat(n)}`),
  yamlText('newlines before', (n) => `${'\n'.repeat(n)}metadata: {name: a}`),
  yamlText('comments', (n) => `metadata: {name: a}\n${'# c\n'.repeat(n)}`),
  yamlText('anchors', (n) => `metadata: {name: a}\ndata:\n${many(n, (i) => `  k${i}: &a${i} v\n`).join('')}`),
  yamlText('aliases', (n) => `metadata: {name: &a a}\ndata:\n${many(n, (i) => `  k${i}: *a\n`).join('')}`),
  yamlText(
    'anchors with aliases',
    (n) => `metadata: {name: a}\nx:\n${many(n, (i) => `  - &a${i} v\n  - *a${i}\n`).join('')}`,
  ),
  yamlText(
    'aliases of aliases',
    (n) => `a0: &a0 [x]\n${many(n, (i) => `a${i + 1}: &a${i + 1} [*a${i},*a${i}]\n`).join('')}`,
  ),
  yamlText('aliases of a list', (n) => `a: &a [${many(n, () => 'x')}]\nb: [${many(n, () => '*a')}]`),
  yamlText('merge keys', (n) => `a: &a {x: y}\nb: [${many(n, () => '{<<: *a}')}]`),
  yamlText(
    'many merges into one',
    (n) => `${many(n, (i) => `a${i}: &a${i} {k${i}: y}\n`).join('')}b:\n  <<: [${many(n, (i) => `*a${i}`)}]`,
  ),
  yamlText('documents', (n) => `metadata: {name: a}\n${'---\na: b\n'.repeat(n)}`),
  yamlText('open lists', (n) => '['.repeat(n)),
  yamlText('dashes', (n) => '- '.repeat(n)),
  yamlText('questions', (n) => '? '.repeat(n)),
  yamlText('colons', (n) => 'a: '.repeat(n)),
  yamlText('tabs', (n) => `a:\n${'\t'.repeat(n)}`),
  yamlText('spaces', (n) => `a:\n${' '.repeat(n)}b`),
  yamlText('a plain text over lines', (n) => `a:\n${'  b\n'.repeat(n)}`),
  yamlText('a quoted text over lines', (n) => `a: "${'  b\n'.repeat(n)}"`),
  yamlText('a quoted text of newlines', (n) => `a: "${'\n'.repeat(n)}"`),
  yamlText('a block', (n) => `a: |\n${'  b\n'.repeat(n)}`),
  yamlText('a folded block', (n) => `a: >\n${'  b\n\n'.repeat(n)}`),
  yamlText('a block of newlines', (n) => `a: |\n${'\n'.repeat(n)}`),
  yamlText('an escaped text', (n) => `a: "${'\\u00e9'.repeat(n)}"`),
  yamlText('a long number', (n) => `a: ${'9'.repeat(n)}`),
  yamlText('underscores', (n) => `a: 1${'_'.repeat(n)}x`),
  yamlText('a flow list', (n) => `a: [${many(n, () => 'b')}]`),
  yamlText('a flow list over lines', (n) => `a: [${'b,\n'.repeat(n)}]`),
  yamlText('a flow map', (n) => `a: {${many(n, (i) => `k${i}: v`)}}`),
  yamlText('tags', (n) => `a: [${many(n, () => '!!str b')}]`),
  yamlText('directives', (n) => `${'%A b\n'.repeat(n)}---\na: b`),
  yamlText('carriage returns', (n) => `a: b${'\r'.repeat(n)}`),
  yamlText('errors', (n) => `a: [${'}'.repeat(n)}`),
  yamlText('more errors', (n) => 'a: b: c\n'.repeat(n)),
  yamlText('unclosed quotes', (n) => '"a\n'.repeat(n)),
  yamlText('errors of escapes', (n) => `a: "${'\\z'.repeat(n)}"`),
  yamlText(
    'errors of indentation',
    (n) => `a:\n${many(n, (i) => `${' '.repeat(1 + (i % 2))}b: c\n`).join('')}`,
  ),
];

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

const finalizers = (n: number) => ({ metadata: { name: 'a', finalizers: many(n, (i) => `a.io/f${i}`) } });
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

const patchRows: readonly GrowthRow[] = [
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

function query(name: string, resource: string, parameters: (n: number) => Record<string, string>): GrowthRow {
  return {
    name: `query: ${name}`,
    request: (n) => ({ method: 'GET', path: collection(resource), query: parameters(n) }),
  };
}

function header(name: string, accept: (n: number) => string): GrowthRow {
  return {
    name: `header: ${name}`,
    request: (n) => ({ method: 'GET', path: collection('pods'), headers: { accept: accept(n) } }),
  };
}

const otherRows: readonly GrowthRow[] = [
  query('labelSelector', 'pods', (n) => ({ labelSelector: many(n, (i) => `a!=v${i}`).join(',') })),
  query('labelSelector in', 'pods', (n) => ({ labelSelector: `a in (${many(n, (i) => `v${i}`)})` })),
  query('labelSelector spaces', 'pods', (n) => ({ labelSelector: `a${' '.repeat(n)}in` })),
  query('labelSelector a long key', 'pods', (n) => ({ labelSelector: 'a.'.repeat(n) })),
  query('fieldSelector', 'pods', (n) => ({
    fieldSelector: many(n, (i) => `metadata.name!=v${i}`).join(','),
  })),
  query('fieldSelector escapes', 'pods', (n) => ({ fieldSelector: `metadata.name=${'\\\\'.repeat(n)}` })),
  query('continue', 'pods', (n) => ({ continue: 'A'.repeat(n) })),
  query('continue start', 'pods', (n) => ({
    limit: '1',
    continue: Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: -1, start: 'a/'.repeat(n) })).toString(
      'base64url',
    ),
  })),
  query('resourceVersion', 'pods', (n) => ({ resourceVersion: '9'.repeat(n) })),
  query('limit', 'pods', (n) => ({ limit: '9'.repeat(n) })),
  header('clauses', (n) => many(n, () => 'text/html').join(',')),
  header('parameters', (n) => `application/json${';a=b'.repeat(n)}`),
  header('spaces', (n) => `application/json${' '.repeat(n)};q=1`),
  {
    name: 'path: segments',
    request: (n) => ({ method: 'GET', path: `/api/v1/namespaces${'/a'.repeat(n)}` }),
  },
  {
    name: 'path: escapes',
    request: (n) => ({ method: 'GET', path: `/api/v1/namespaces/${'%61'.repeat(n)}` }),
  },
  { name: 'path: openapi', request: (n) => ({ method: 'GET', path: `/openapi/v3/${'a/'.repeat(n)}` }) },
  query('fieldManager', 'pods', (n) => ({ fieldManager: 'é'.repeat(n) })),
  {
    name: 'deletion: finalizers',
    before: (n) => ({ ...create('configmaps', finalizers(n)), query: {} }),
    request: () => ({
      method: 'DELETE',
      path: `${collection('configmaps')}/a`,
      query: { dryRun: 'All', propagationPolicy: 'Foreground' },
    }),
  },
  {
    name: 'replacement: finalizers of what is being deleted',
    before: (n) => ({ ...create('configmaps', finalizers(n)), query: {} }),
    request: (n) => ({
      method: 'PUT',
      path: `${collection('configmaps')}/a`,
      query: { dryRun: 'All' },
      headers: json,
      body: JSON.stringify({ metadata: { name: 'a', finalizers: many(n, (i) => `a.io/g${i}`) } }),
    }),
  },
];

/** Every parser and every rule that looks at what a request brings. */
const pool = { name: 'p', generation: 1, resourceSliceCount: 1 };

/** A slice of one device that has some part in size `n`. */
function deviceRow(name: string, part: (n: number) => object): GrowthRow {
  const slice = (n: number) => ({
    driver: 'a.io',
    nodeName: 'n',
    pool,
    devices: [{ name: 'd', ...part(n) }],
  });
  return { ...row('resourceslices', 'spec', slice), name: `resourceslices: ${name}` };
}

const conditions = (n: number, name: string) => many(n, (i) => `${name}${i}`);
const gpu = { deviceClassName: 'gpu' };

const deviceRows: readonly GrowthRow[] = [
  deviceRow('bindingConditions', (n) => ({ bindingConditions: conditions(n, 'c') })),
  deviceRow('bindingFailureConditions', (n) => ({
    bindingConditions: conditions(n, 'c'),
    bindingFailureConditions: conditions(n, 'f'),
  })),
  deviceRow('attributes', (n) => ({ attributes: fields(n, () => ({ int: 1 })) })),
  deviceRow('a version', (n) => ({ attributes: { a: { version: `1.0.0-${'1a.'.repeat(n)}` } } })),
  deviceRow('taints', (n) => ({ taints: many(n, (i) => ({ key: `k${i}`, effect: 'NoExecute' })) })),
  deviceRow('counters', (n) => ({
    consumesCounters: [{ counterSet: 's', counters: fields(n, () => ({ value: '1' })) }],
  })),
  deviceRow('validValues', (n) => ({
    allowMultipleAllocations: true,
    capacity: { a: { value: '9', requestPolicy: { default: '1', validValues: many(n, () => '1') } } },
  })),
  row('resourceslices', 'spec', (n) => ({
    driver: 'a.io',
    nodeName: 'n',
    pool: { ...pool, name: 'a/'.repeat(n) },
    devices: many(n, (i) => ({ name: `d${i}` })),
  })),
  row('resourceclaims', 'spec.devices', (n) => ({
    requests: many(n, (i) => ({ name: `r${i}`, exactly: gpu })),
    constraints: [{ requests: conditions(n, 'r'), matchAttribute: 'a.io/b' }],
  })),
  row('resourceclaims', 'spec.devices', (n) => ({
    requests: [{ name: 'r', firstAvailable: many(n, (i) => ({ name: `s${i}`, ...gpu })) }],
    config: [{ requests: conditions(n, 'r/s'), opaque: { driver: 'a.io', parameters: fields(n, () => 1) } }],
  })),
];

export const growthRows: readonly GrowthRow[] = [
  ...metadataRows,
  ...podRows,
  ...kindRows,
  ...deviceRows,
  ...jsonRows,
  ...yamlRows,
  ...patchRows,
  ...otherRows,
];
