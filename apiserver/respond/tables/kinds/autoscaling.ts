import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { AGE, doc, integer, NAME, PLAIN_NAME, text } from '../printer.ts';
import { UNSET } from '../texts.ts';
import { type MetricsView, metricsText } from './autoscaling-metrics.ts';

interface AutoscalerView extends KubeObject, MetricsView {
  readonly spec?: MetricsView['spec'] & {
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
  };
  readonly status?: MetricsView['status'] & { readonly currentReplicas?: number };
}

const SPEC = 'autoscaling.v2.HorizontalPodAutoscalerSpec';

/** Mirrors printHorizontalPodAutoscaler, for v1 and v2. */
export const horizontalPodAutoscaler: Printer<AutoscalerView> = {
  columns: [
    NAME,
    text('Reference', doc(SPEC, 'scaleTargetRef')),
    text('Targets', doc(SPEC, 'metrics')),
    text('MinPods', doc(SPEC, 'minReplicas')),
    text('MaxPods', doc(SPEC, 'maxReplicas')),
    text('Replicas', doc('autoscaling.v2.HorizontalPodAutoscalerStatus', 'currentReplicas')),
    AGE,
  ],
  cells(object, nowMs) {
    const { metadata, spec, status } = object;
    return [
      metadata?.name ?? '',
      `${spec?.scaleTargetRef?.kind ?? ''}/${spec?.scaleTargetRef?.name ?? ''}`,
      metricsText(object),
      spec?.minReplicas === undefined ? UNSET : String(spec.minReplicas),
      spec?.maxReplicas ?? 0,
      status?.currentReplicas ?? 0,
      ageOf(object, nowMs),
    ];
  },
};

interface ScaleView extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number };
}

/** Mirrors printScale. */
export const scale: Printer<ScaleView> = {
  columns: [
    PLAIN_NAME,
    integer('Desired', doc('autoscaling.v1.ScaleSpec', 'replicas')),
    integer('Available', doc('autoscaling.v1.ScaleStatus', 'replicas')),
    AGE,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.spec?.replicas ?? 0,
    object.status?.replicas ?? 0,
    ageOf(object, nowMs),
  ],
};
