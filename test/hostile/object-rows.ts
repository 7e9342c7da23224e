import { bases } from './bases.ts';
import {
  container,
  create,
  fields,
  type GrowthRow,
  labelSelector,
  many,
  type SizedRequest,
} from './growth-row.ts';

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

/** A create of a base in which one part is long. */
export function row(resource: string, path: string, make: (n: number) => unknown): GrowthRow {
  return { name: `${resource}: ${path}`, request: (n) => changed(resource, path, make(n)) };
}

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

/** New objects in which one part is long. */
export const objectRows: readonly GrowthRow[] = [...metadataRows, ...podRows, ...kindRows];
