import { expect, test } from 'vitest';
import { deepFreeze, type KubeObject } from '../../apimachinery/index.ts';
import { convert } from './convert.ts';

const core = { group: '', version: 'v1' };
const events = { group: 'events.k8s.io', version: 'v1' };
const v1 = { group: 'autoscaling', version: 'v1' };
const v2 = { group: 'autoscaling', version: 'v2' };

function object(fields: object): KubeObject {
  return deepFreeze(fields) as KubeObject;
}

test('an event has other names in the other group, and comes back the same', () => {
  const event = object({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e' },
    involvedObject: { kind: 'Pod', name: 'p' },
    reason: 'Scheduled',
    message: 'assigned',
    source: { component: 'scheduler' },
    count: 3,
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:01:00Z',
    reportingComponent: 'scheduler',
    series: { count: 2 },
    type: 'Normal',
  });
  const other = convert(event, core, events);
  expect(other).toEqual({
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'e' },
    regarding: { kind: 'Pod', name: 'p' },
    reason: 'Scheduled',
    note: 'assigned',
    deprecatedSource: { component: 'scheduler' },
    deprecatedCount: 3,
    deprecatedFirstTimestamp: '2026-01-01T00:00:00Z',
    deprecatedLastTimestamp: '2026-01-01T00:01:00Z',
    reportingController: 'scheduler',
    series: { count: 2 },
    type: 'Normal',
  });
  expect(convert(other, events, core)).toEqual(event);
});

const behavior = {
  scaleUp: {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }],
  },
  scaleDown: {
    selectPolicy: 'Min',
    tolerance: '50m',
    policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }],
  },
};

const autoscaler = object({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', annotations: { mine: 'yes' } },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 2,
    maxReplicas: 9,
    metrics: [
      {
        type: 'Pods',
        pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '1k' } },
      },
      {
        type: 'External',
        external: {
          metric: { name: 'queue', selector: { matchLabels: { q: 'a' } } },
          target: { type: 'Value', value: '30' },
        },
      },
      {
        type: 'Object',
        object: {
          describedObject: { kind: 'Ingress', name: 'main' },
          metric: { name: 'hits' },
          target: { type: 'Value', value: '2k' },
        },
      },
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } },
      },
    ],
    behavior,
  },
  status: {
    currentReplicas: 3,
    desiredReplicas: 4,
    currentMetrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', current: { averageUtilization: 70, averageValue: '350m' } },
      },
    ],
    conditions: [
      {
        type: 'AbleToScale',
        status: 'True',
        lastTransitionTime: '2026-01-01T00:00:00Z',
        reason: 'R',
        message: 'm',
      },
    ],
  },
});

test('an autoscaler shows v1 its CPU and carries the rest in annotations', () => {
  const old = convert(autoscaler, v2, v1);
  expect(old).toMatchObject({
    apiVersion: 'autoscaling/v1',
    spec: { minReplicas: 2, maxReplicas: 9, targetCPUUtilizationPercentage: 60 },
    status: { currentReplicas: 3, desiredReplicas: 4, currentCPUUtilizationPercentage: 70 },
  });
  const { annotations = {} } = old.metadata ?? {};
  expect(Object.keys(annotations).sort()).toEqual([
    'autoscaling.alpha.kubernetes.io/behavior',
    'autoscaling.alpha.kubernetes.io/conditions',
    'autoscaling.alpha.kubernetes.io/current-metrics',
    'autoscaling.alpha.kubernetes.io/metrics',
    'mine',
  ]);
  expect(JSON.parse(annotations['autoscaling.alpha.kubernetes.io/metrics'] ?? '')).toEqual([
    { type: 'Pods', pods: { metricName: 'rps', targetAverageValue: '1k' } },
    {
      type: 'External',
      external: { metricName: 'queue', metricSelector: { matchLabels: { q: 'a' } }, targetValue: '30' },
    },
    {
      type: 'Object',
      object: { target: { kind: 'Ingress', name: 'main' }, metricName: 'hits', targetValue: '2k' },
    },
  ]);
  expect(JSON.parse(annotations['autoscaling.alpha.kubernetes.io/behavior'] ?? '')).toMatchObject({
    ScaleUp: { SelectPolicy: 'Max', StabilizationWindowSeconds: 0, Tolerance: null },
    ScaleDown: { Policies: [{ Type: 'Percent', Value: 10, PeriodSeconds: 60 }], Tolerance: '50m' },
  });
});

test('an autoscaler comes back from v1 the same', () => {
  expect(convert(convert(autoscaler, v2, v1), v1, v2)).toEqual(autoscaler);
});

test('a v1 autoscaler without a target aims at 80%, and damaged annotations are passed over', () => {
  const old = object({
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', annotations: { 'autoscaling.alpha.kubernetes.io/metrics': '{not json' } },
    spec: { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'web' } },
  });
  const made = convert(old, v1, v2);
  expect(made).toMatchObject({ spec: { metrics: [{ resource: { target: { averageUtilization: 80 } } }] } });
  expect(made.metadata).toEqual({ name: 'web' });
});

test('versions of one shape differ in apiVersion only, and a version is itself', () => {
  const cidr = object({ apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', spec: { cidrs: [] } });
  const group = 'networking.k8s.io';
  expect(convert(cidr, { group, version: 'v1' }, { group, version: 'v1beta1' })).toEqual({
    ...cidr,
    apiVersion: 'networking.k8s.io/v1beta1',
  });
  expect(convert(cidr, { group, version: 'v1' }, { group, version: 'v1' })).toBe(cidr);
});
