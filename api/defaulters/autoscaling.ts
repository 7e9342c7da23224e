import { changeWithin, type Fields, fieldsOf, isEmpty, withMissing } from '../fields.ts';

/** What an autoscaler aims at that was told nothing: 80% of the CPU its pods ask for. */
export const defaultMetrics: readonly Fields[] = [
  {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
  },
];

const scaleUp: Fields = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};

/** How long to wait before scaling down is the controller's choice, so it has no default here. */
const scaleDown: Fields = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

/** Mirrors kubernetes pkg/apis/autoscaling/v2 (SetDefaults_HorizontalPodAutoscaler). */
export function autoscalerDefaults(autoscaler: Fields): Fields {
  return changeWithin(autoscaler, 'spec', (spec) => {
    const made = isEmpty(spec.metrics) ? { ...spec, metrics: defaultMetrics } : spec;
    return changeWithin(made, 'behavior', (behavior) => {
      const up = withMissing(fieldsOf(behavior.scaleUp), scaleUp);
      const down = withMissing(fieldsOf(behavior.scaleDown), scaleDown);
      const isComplete = up === behavior.scaleUp && down === behavior.scaleDown;
      return isComplete ? behavior : { ...behavior, scaleUp: up, scaleDown: down };
    });
  });
}
