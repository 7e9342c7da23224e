import { expect, it } from 'vitest';
import { horizontalPodAutoscaler } from './autoscaling.ts';
import { type MetricsView, metricsText } from './autoscaling-metrics.ts';

const now = Date.parse('2026-01-01T01:00:00Z');

function cpu(averageUtilization: number) {
  return { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization } } };
}

it('shows what an autoscaler scales, towards what, and within which bounds', () => {
  const object = {
    metadata: { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 9, metrics: [cpu(80)] },
    status: { currentReplicas: 2 },
  };
  expect(horizontalPodAutoscaler.cells(object, now)).toEqual([
    'x',
    'Deployment/web',
    'cpu: <unknown>/80%',
    '<unset>',
    9,
    2,
    '60m',
  ]);
});

it.each<[says: string, view: MetricsView, text: string]>([
  ['no metrics', {}, '<none>'],
  [
    'a utilization that was measured',
    {
      spec: { metrics: [cpu(80)] },
      status: {
        currentMetrics: [
          { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 20 } } },
        ],
      },
    },
    'cpu: 20%/80%',
  ],
  [
    'values and averages',
    {
      spec: {
        metrics: [
          { type: 'External', external: { target: { averageValue: '50' } } },
          { type: 'Object', object: { target: { value: '10' } } },
        ],
      },
      status: { currentMetrics: [{ type: 'External', external: { current: { averageValue: '40' } } }] },
    },
    '40/50 (avg), <unknown>/10',
  ],
  [
    'two metrics and how many more',
    { spec: { metrics: [cpu(1), { type: 'Pods', pods: { target: { averageValue: '5' } } }, cpu(3)] } },
    'cpu: <unknown>/1%, <unknown>/5 + 1 more...',
  ],
  [
    'the one metric of v1',
    { spec: { targetCPUUtilizationPercentage: 70 }, status: { currentCPUUtilizationPercentage: 10 } },
    'cpu: 10%/70%',
  ],
])('shows %s', (_says, view, text) => {
  expect(metricsText(view)).toBe(text);
});
