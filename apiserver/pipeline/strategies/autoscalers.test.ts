import { expect, test } from 'vitest';
import { openApi } from '../../testing/open-api.ts';

test('an autoscaler of version 1 is judged as what it is stored as', async () => {
  const api = await openApi();
  const { body } = await api.call(
    'POST',
    '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers',
    {
      metadata: { name: 'a' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' },
        maxReplicas: 3,
        targetCPUUtilizationPercentage: -70,
      },
    },
  );
  expect(body.message).toBe(
    'HorizontalPodAutoscaler.autoscaling "a" is invalid: spec.metrics[0].resource.target.averageUtilization: Invalid value: -70: must be greater than 0',
  );
});
