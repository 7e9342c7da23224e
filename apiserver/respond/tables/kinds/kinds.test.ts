import { expect, it } from 'vitest';
import type { KubeObject } from '../../../../apimachinery/index.ts';
import { printers } from '../printers.ts';
import { nameAndCreation } from './plain.ts';

const now = Date.parse('2026-01-01T01:00:00Z');
const metadata = { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z' };
const containers = [{ name: 'c', image: 'img' }];
const template = { spec: { containers } };
const selector = { matchLabels: { app: 'x' } };

/** What kubectl shows of an object of a resource (`deployments.apps`), wide columns included, cells between bars. */
function row(resource: string, object: KubeObject & Record<string, unknown>): string {
  const printer = printers[resource] ?? nameAndCreation;
  const cells = printer.cells({ ...object, metadata: { ...metadata, ...object.metadata } }, now);
  expect(cells).toHaveLength(printer.columns.length);
  return cells.join('|');
}

it.each<[resource: string, object: KubeObject & Record<string, unknown>, cells: string]>([
  ['namespaces', { status: { phase: 'Active' } }, 'x|Active|60m'],
  ['secrets', { type: 'Opaque', data: { a: 'YQ==' } }, 'x|Opaque|1|60m'],
  ['configmaps', { data: { a: '1' }, binaryData: { b: 'YQ==' } }, 'x|2|60m'],
  ['serviceaccounts', {}, 'x|60m'],
  ['limitranges', {}, 'x|2026-01-01T00:00:00Z'],
  ['roles.rbac.authorization.k8s.io', {}, 'x|2026-01-01T00:00:00Z'],
  ['customresourcedefinitions.apiextensions.k8s.io', {}, 'x|2026-01-01T00:00:00Z'],
  [
    'componentstatuses',
    { conditions: [{ type: 'Healthy', status: 'False', message: 'm', error: 'e' }] },
    'x|Unhealthy|m|e',
  ],
  [
    'replicationcontrollers',
    { spec: { replicas: 2, selector: { app: 'x' }, template }, status: { replicas: 1 } },
    'x|2|1|0|60m|c|img|app=x',
  ],
  [
    'replicasets.apps',
    { spec: { replicas: 2, selector, template }, status: { replicas: 2, readyReplicas: 1 } },
    'x|2|2|1|60m|c|img|app=x',
  ],
  [
    'statefulsets.apps',
    { spec: { replicas: 3, selector, template }, status: { readyReplicas: 1 } },
    'x|1/3|60m|c|img',
  ],
  [
    'daemonsets.apps',
    {
      spec: { selector, template: { spec: { containers, nodeSelector: { disk: 'ssd' } } } },
      status: { desiredNumberScheduled: 5, currentNumberScheduled: 4, numberReady: 3, numberAvailable: 2 },
    },
    'x|5|4|3|0|2|disk=ssd|60m|c|img|app=x',
  ],
  [
    'controllerrevisions.apps',
    {
      revision: 3,
      metadata: {
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 'u', controller: true },
        ],
      },
    },
    'x|statefulset.apps/db|3|60m',
  ],
  [
    'jobs.batch',
    {
      spec: { completions: 3, selector, template },
      status: { succeeded: 1, startTime: '2026-01-01T00:58:00Z' },
    },
    'x|Running|1/3|2m|60m|c|img|app=x',
  ],
  [
    'jobs.batch',
    {
      spec: { parallelism: 2, template },
      status: {
        succeeded: 1,
        startTime: '2026-01-01T00:10:00Z',
        completionTime: '2026-01-01T00:10:07Z',
        conditions: [{ type: 'Complete', status: 'True' }],
      },
    },
    'x|Complete|1/1 of 2|7s|60m|c|img|<none>',
  ],
  [
    'cronjobs.batch',
    {
      spec: { schedule: '*/5 * * * *', suspend: false, jobTemplate: { spec: { template } } },
      status: { active: [{}], lastScheduleTime: '2026-01-01T00:55:00Z' },
    },
    'x|*/5 * * * *|<none>|False|1|5m|60m|c|img|<none>',
  ],
  ['leases.coordination.k8s.io', { spec: { holderIdentity: 'node-1' } }, 'x|node-1|60m'],
  [
    'priorityclasses.scheduling.k8s.io',
    { value: 1000, globalDefault: true, preemptionPolicy: 'Never' },
    'x|1000|true|60m|Never',
  ],
  ['runtimeclasses.node.k8s.io', { handler: 'runc' }, 'x|runc|60m'],
  [
    'apiservices.apiregistration.k8s.io',
    {
      spec: { service: { namespace: 'kube-system', name: 'metrics' } },
      status: { conditions: [{ type: 'Available', status: 'False', reason: 'MissingEndpoints' }] },
    },
    'x|kube-system/metrics|False (MissingEndpoints)|60m',
  ],
  ['apiservices.apiregistration.k8s.io', {}, 'x|Local|Unknown|60m'],
])('%s is printed with what matters of it', (resource, object, cells) => {
  expect(row(resource, object)).toBe(cells);
});

it.each<[resource: string, object: KubeObject & Record<string, unknown>, cells: string]>([
  [
    'persistentvolumes',
    {
      spec: {
        capacity: { storage: '10Gi' },
        accessModes: ['ReadWriteMany', 'ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Retain',
        claimRef: { namespace: 'a', name: 'b' },
        storageClassName: 'fast',
        volumeMode: 'Filesystem',
      },
      status: { phase: 'Bound' },
    },
    'x|10Gi|RWO,RWX|Retain|Bound|a/b|fast|<unset>||60m|Filesystem',
  ],
  [
    'persistentvolumeclaims',
    {
      metadata: { deletionTimestamp: '2026-01-01T00:59:00Z' },
      spec: { volumeName: 'pv', storageClassName: 'fast' },
      status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOncePod'] },
    },
    'x|Terminating|pv|1Gi|RWOP|fast|<unset>|60m|<unset>',
  ],
  ['persistentvolumeclaims', { spec: {}, status: { phase: 'Pending' } }, 'x|Pending|||||<unset>|60m|<unset>'],
  [
    'storageclasses.storage.k8s.io',
    {
      metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'p',
    },
    'x (default)|p|Delete|Immediate|false|60m',
  ],
  [
    'volumeattachments.storage.k8s.io',
    {
      spec: { attacher: 'a', nodeName: 'n', source: { persistentVolumeName: 'pv' } },
      status: { attached: true },
    },
    'x|a|pv|n|true|60m',
  ],
  ['csinodes.storage.k8s.io', { spec: { drivers: [{}, {}] } }, 'x|2|60m'],
  [
    'csidrivers.storage.k8s.io',
    { spec: { attachRequired: false, volumeLifecycleModes: ['Persistent', 'Ephemeral'] } },
    'x|false|false|false|<unset>|false|Persistent,Ephemeral|60m',
  ],
  [
    'poddisruptionbudgets.policy',
    { spec: { minAvailable: '50%' }, status: { disruptionsAllowed: 1 } },
    'x|50%|N/A|1|60m',
  ],
  [
    'networkpolicies.networking.k8s.io',
    {
      spec: {
        podSelector: {
          matchLabels: { tier: 'web' },
          matchExpressions: [
            { key: 'app', operator: 'In', values: ['b', 'a'] },
            { key: 'zone', operator: 'DoesNotExist' },
            { key: 'env', operator: 'NotIn', values: ['dev'] },
            { key: 'ok', operator: 'Exists' },
          ],
        },
      },
    },
    'x|app in (a,b),env notin (dev),ok,tier=web,!zone|60m',
  ],
  [
    'resourcequotas',
    {
      status: {
        hard: { pods: '10', 'limits.cpu': '4', 'requests.cpu': '2' },
        used: { pods: '3', 'requests.cpu': '500m' },
      },
    },
    'x|pods: 3/10, requests.cpu: 500m/2|limits.cpu: 0/4|60m',
  ],
  [
    'clusterrolebindings.rbac.authorization.k8s.io',
    {
      roleRef: { kind: 'ClusterRole', name: 'admin' },
      subjects: [
        { kind: 'User', name: 'ann' },
        { kind: 'Group', name: 'ops' },
        { kind: 'User', name: 'bob' },
        { kind: 'ServiceAccount', name: 'ci', namespace: 'build' },
      ],
    },
    'x|ClusterRole/admin|60m|ann, bob|ops|build/ci',
  ],
  [
    'certificatesigningrequests.certificates.k8s.io',
    {
      spec: { signerName: 's', username: 'u', expirationSeconds: 3600 },
      status: { certificate: 'YQ==', conditions: [{ type: 'Approved' }] },
    },
    'x|60m|s|u|60m|Approved,Issued',
  ],
  [
    'validatingadmissionpolicybindings.admissionregistration.k8s.io',
    { spec: { policyName: 'p', paramRef: { selector: { matchLabels: { b: '2', a: '1' } } } } },
    'x|p|&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},MatchExpressions:[]LabelSelectorRequirement{},}|60m',
  ],
  ['mutatingwebhookconfigurations.admissionregistration.k8s.io', { webhooks: [{}] }, 'x|1|60m'],
  [
    'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io',
    {
      spec: {
        type: 'Limited',
        limited: {
          nominalConcurrencyShares: 30,
          limitResponse: { queuing: { queues: 64, handSize: 8, queueLengthLimit: 50 } },
        },
      },
    },
    'x|Limited|30|64|8|50|60m',
  ],
  [
    'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io',
    { spec: { type: 'Exempt' } },
    'x|Exempt|<none>|<none>|<none>|<none>|60m',
  ],
  [
    'resourceclaims.resource.k8s.io',
    { status: { allocation: {}, reservedFor: [{}] } },
    'x|allocated,reserved|60m',
  ],
  ['resourceclaims.resource.k8s.io', {}, 'x|pending|60m'],
  [
    'ipaddresses.networking.k8s.io',
    { spec: { parentRef: { resource: 'services', namespace: 'a', name: 'b' } } },
    'x|services/a/b',
  ],
])('%s is printed in all its columns', (resource, object, cells) => {
  expect(row(resource, object)).toBe(cells);
});

it('lists flow schemas in the order in which they are tried', () => {
  const compare = printers['flowschemas.flowcontrol.apiserver.k8s.io']?.compare;
  const schema = (name: string, matchingPrecedence: number) => ({
    metadata: { name },
    spec: { matchingPrecedence },
  });
  const sorted = [schema('c', 2), schema('b', 1), schema('a', 2)].sort(compare);
  expect(sorted.map((one) => one.metadata.name)).toEqual(['b', 'a', 'c']);
});
