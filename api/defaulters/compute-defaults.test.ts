import { expect, test } from 'vitest';
import {
  applyDefaults,
  deepFreeze,
  groupVersionKind,
  type KubeObject,
  validateSchema,
} from '../../apimachinery/index.ts';
import { allResources, computeDefaults, schemaFor } from '../index.ts';
import { defaulters } from './compute-defaults.ts';

/** What a write makes of an object, before it is validated. */
function defaulted(apiVersion: string, kind: string, fields: object): Record<string, never> {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const resource = allResources.find(
    (one) => one.group === group && one.version === version && one.kind === kind,
  );
  const schema = schemaFor(group, version, kind);
  if (resource === undefined || schema === undefined) throw new Error(`${apiVersion} ${kind} is not served`);
  const rules = { schema, defaulter: defaulters[groupVersionKind(resource)] };
  const object = deepFreeze({ apiVersion, kind, metadata: { name: 'web' }, ...fields }) as KubeObject;
  const once = deepFreeze(computeDefaults(rules, applyDefaults(schema, object) as KubeObject));
  const twice = computeDefaults(rules, applyDefaults(schema, once) as KubeObject);
  expect(twice, 'what is done twice changes nothing').toBe(once);
  return once as unknown as Record<string, never>;
}

const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] },
};

test('a Deployment gets what Kubernetes gives it', () => {
  const { spec, status } = defaulted('apps/v1', 'Deployment', {
    spec: { selector: { matchLabels: { app: 'web' } }, template },
  });
  expect(status).toEqual({});
  expect(spec).toEqual({
    progressDeadlineSeconds: 600,
    replicas: 1,
    revisionHistoryLimit: 10,
    selector: { matchLabels: { app: 'web' } },
    strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' }, type: 'RollingUpdate' },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          {
            image: 'nginx:1.27',
            imagePullPolicy: 'IfNotPresent',
            name: 'c',
            resources: {},
            terminationMessagePath: '/dev/termination-log',
            terminationMessagePolicy: 'File',
          },
        ],
        dnsPolicy: 'ClusterFirst',
        restartPolicy: 'Always',
        schedulerName: 'default-scheduler',
        securityContext: {},
        terminationGracePeriodSeconds: 30,
      },
    },
  });
});

test('a strategy that recreates has no numbers for rolling', () => {
  const { spec } = defaulted('apps/v1', 'Deployment', { spec: { strategy: { type: 'Recreate' }, template } });
  expect(spec).toMatchObject({ strategy: { type: 'Recreate' } });
  expect(spec).not.toHaveProperty('strategy.rollingUpdate');
});

test('a StatefulSet rolls from partition 0, unless its strategy was chosen without one', () => {
  const claims = [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } }];
  const { spec } = defaulted('apps/v1', 'StatefulSet', { spec: { template, volumeClaimTemplates: claims } });
  expect(spec).toMatchObject({
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    podManagementPolicy: 'OrderedReady',
    serviceName: '',
    updateStrategy: { rollingUpdate: { partition: 0 }, type: 'RollingUpdate' },
    volumeClaimTemplates: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        spec: { volumeMode: 'Filesystem' },
        status: { phase: 'Pending' },
      },
    ],
  });
  const chosen = defaulted('apps/v1', 'StatefulSet', {
    spec: { template, updateStrategy: { type: 'RollingUpdate' } },
  });
  expect(chosen.spec).toMatchObject({ updateStrategy: { type: 'RollingUpdate' } });
  expect(chosen.spec).not.toHaveProperty('updateStrategy.rollingUpdate');
});

test('only pods themselves ask for what they limit, and link services', () => {
  const containers = [
    { name: 'c', image: 'a', resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } } },
  ];
  const pod = defaulted('v1', 'Pod', { spec: { containers } });
  expect(pod.spec).toMatchObject({
    containers: [{ resources: { requests: { cpu: '500m', memory: '1Gi' } } }],
    enableServiceLinks: true,
  });
  const { spec } = defaulted('apps/v1', 'ReplicaSet', { spec: { template: { spec: { containers } } } });
  expect(spec).toMatchObject({ template: { spec: { containers } } });
  expect(spec).not.toHaveProperty('template.spec.enableServiceLinks');
});

test('a pod in the host network has its ports there, and probes and volumes are completed', () => {
  const { spec } = defaulted('v1', 'Pod', {
    spec: {
      hostNetwork: true,
      serviceAccountName: 'robot',
      terminationGracePeriodSeconds: -3,
      containers: [
        {
          name: 'c',
          image: 'a',
          ports: [{ containerPort: 80 }],
          readinessProbe: { httpGet: { port: 'web' } },
          env: [{ name: 'N', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
        },
      ],
      volumes: [
        { name: 'tmp' },
        { name: 's', secret: { secretName: 's' } },
        { name: 'h', hostPath: { path: '/' } },
      ],
    },
  });
  expect(spec).toMatchObject({
    serviceAccount: 'robot',
    terminationGracePeriodSeconds: 1,
    containers: [
      {
        ports: [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }],
        readinessProbe: {
          failureThreshold: 3,
          httpGet: { path: '/', port: 'web', scheme: 'HTTP' },
          periodSeconds: 10,
          successThreshold: 1,
          timeoutSeconds: 1,
        },
        env: [{ valueFrom: { fieldRef: { apiVersion: 'v1' } } }],
      },
    ],
    volumes: [{ emptyDir: {} }, { secret: { defaultMode: 420 } }, { hostPath: { type: '' } }],
  });
});

test('a Job runs once, a Job with indexes retries each without a common limit', () => {
  expect(defaulted('batch/v1', 'Job', { spec: { template } })).toMatchObject({
    metadata: { labels: { app: 'web' } },
    spec: {
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      completions: 1,
      manualSelector: false,
      parallelism: 1,
      podReplacementPolicy: 'TerminatingOrFailed',
      suspend: false,
    },
  });
  const many = defaulted('batch/v1', 'Job', { spec: { parallelism: 3, backoffLimitPerIndex: 1, template } });
  expect(many.spec).toMatchObject({ backoffLimit: 2147483647, parallelism: 3 });
  expect(many.spec).not.toHaveProperty('completions');
});

test('a CronJob does not settle what its Jobs will', () => {
  const { spec } = defaulted('batch/v1', 'CronJob', {
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template } } },
  });
  expect(spec).toMatchObject({
    concurrencyPolicy: 'Allow',
    failedJobsHistoryLimit: 1,
    successfulJobsHistoryLimit: 3,
  });
  expect(spec).toHaveProperty('jobTemplate.spec.template.spec.containers.0.imagePullPolicy', 'IfNotPresent');
  expect(spec).not.toHaveProperty('jobTemplate.spec.backoffLimit');
  expect(spec).not.toHaveProperty('jobTemplate.spec.completionMode');
});

test('a Service is completed by its type', () => {
  const ports = [{ port: 80 }];
  expect(defaulted('v1', 'Service', { spec: { ports, selector: { a: 'b' } } }).spec).toEqual({
    internalTrafficPolicy: 'Cluster',
    ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    selector: { a: 'b' },
    sessionAffinity: 'None',
    type: 'ClusterIP',
  });
  expect(defaulted('v1', 'Service', { spec: { type: 'LoadBalancer', ports } }).spec).toMatchObject({
    allocateLoadBalancerNodePorts: true,
    externalTrafficPolicy: 'Cluster',
  });
  expect(defaulted('v1', 'Service', { spec: { type: 'ExternalName', externalName: 'a.b' } }).spec).toEqual({
    externalName: 'a.b',
    sessionAffinity: 'None',
    type: 'ExternalName',
  });
  const headless = { clusterIP: 'None', sessionAffinity: 'ClientIP' };
  expect(defaulted('v1', 'Service', { spec: headless }).spec).toMatchObject({
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } },
  });
});

test('text of a Secret becomes data, a Namespace is labelled by its name', () => {
  const secret = defaulted('v1', 'Secret', { data: { a: 'YQ==' }, stringData: { b: 'grün' } });
  expect(secret).toMatchObject({ type: 'Opaque', data: { a: 'YQ==', b: 'Z3LDvG4=' } });
  expect(secret).not.toHaveProperty('stringData');
  expect(defaulted('v1', 'Namespace', {})).toMatchObject({
    metadata: { labels: { 'kubernetes.io/metadata.name': 'web' } },
    status: { phase: 'Active' },
  });
});

test('limits of a range complete one another', () => {
  const limits = [
    { type: 'Container', max: { cpu: '2' }, min: { memory: '1Mi' }, default: { memory: '1Gi' } },
  ];
  expect(defaulted('v1', 'LimitRange', { spec: { limits } }).spec).toMatchObject({
    limits: [{ default: { cpu: '2', memory: '1Gi' }, defaultRequest: { cpu: '2', memory: '1Gi' } }],
  });
});

test('an autoscaler aims at 80% of the CPU and scales up by fours or doubles', () => {
  const { spec } = defaulted('autoscaling/v2', 'HorizontalPodAutoscaler', {
    spec: {
      maxReplicas: 3,
      scaleTargetRef: { kind: 'Deployment', name: 'web' },
      behavior: { scaleDown: { selectPolicy: 'Min' } },
    },
  });
  expect(spec).toMatchObject({
    minReplicas: 1,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 80 } } }],
    behavior: {
      scaleDown: { selectPolicy: 'Min', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: [{ value: 4 }, { value: 100 }],
      },
    },
  });
});

test('policies, bindings and definitions get what follows from what they say', () => {
  expect(defaulted('networking.k8s.io/v1', 'NetworkPolicy', { spec: { egress: [{}] } }).spec).toMatchObject({
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
  });
  const rbac = 'rbac.authorization.k8s.io';
  const subjects = [
    { kind: 'User', name: 'a' },
    { kind: 'ServiceAccount', name: 'b', namespace: 'c' },
  ];
  expect(
    defaulted(`${rbac}/v1`, 'RoleBinding', { roleRef: { kind: 'Role', name: 'r' }, subjects }),
  ).toMatchObject({
    roleRef: { apiGroup: rbac },
    subjects: [{ apiGroup: rbac, kind: 'User' }, subjects[1]],
  });
  const versions = [{ name: 'v1', served: true, storage: true }];
  const names = { kind: 'Cron', plural: 'crons' };
  expect(
    defaulted('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { spec: { names, versions } }),
  ).toMatchObject({
    spec: { conversion: { strategy: 'None' }, names: { ...names, listKind: 'CronList', singular: 'cron' } },
    status: { storedVersions: ['v1'] },
  });
});

test('objects of the wrong shape pass through every defaulter, for validation to refuse', () => {
  const shapes: unknown[] = [null, 7, 'text', [], [null], [[]], {}, { spec: 7 }];
  for (const [name, defaulter] of Object.entries(defaulters)) {
    for (const shape of shapes) {
      const object = {
        metadata: shape,
        spec: shape,
        template: shape,
        subjects: shape,
        stringData: shape,
        status: shape,
      };
      expect(() => defaulter(deepFreeze(object)), name).not.toThrow();
      const inner = {
        template: { spec: shape },
        containers: shape,
        ports: shape,
        names: shape,
        limits: shape,
        behavior: shape,
      };
      expect(() => defaulter(deepFreeze({ spec: inner })), name).not.toThrow();
    }
  }
});

test('an object of any kind with nothing in it is accepted as far as its status goes', () => {
  for (const { group, version, kind, verbs, enabled } of allResources) {
    if (!enabled || !verbs.includes('list') || kind === 'ComponentStatus') continue;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const object = defaulted(apiVersion, kind, {});
    const schema = schemaFor(group, version, kind);
    if (schema === undefined) throw new Error(kind);
    const errors = validateSchema(schema, object).filter(({ field }) => field.startsWith('status'));
    expect(errors, kind).toEqual([]);
  }
});
