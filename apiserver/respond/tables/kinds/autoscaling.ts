import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, integer, nameColumn, plainName, text } from '../printer.ts';
import { unset } from '../texts.ts';
import { type MetricsView, metricsText } from './autoscaling-metrics.ts';

interface AutoscalerView extends KubeObject, MetricsView {
  readonly spec?: MetricsView['spec'] & {
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
  };
  readonly status?: MetricsView['status'] & { readonly currentReplicas?: number };
}

const specDefinition = 'autoscaling.v2.HorizontalPodAutoscalerSpec';

/** Mirrors printHorizontalPodAutoscaler, for v1 and v2. */
export const horizontalPodAutoscaler: Printer<AutoscalerView> = {
  columns: [
    nameColumn,
    text('Reference', doc(specDefinition, 'scaleTargetRef')),
    text('Targets', doc(specDefinition, 'metrics')),
    text('MinPods', doc(specDefinition, 'minReplicas')),
    text('MaxPods', doc(specDefinition, 'maxReplicas')),
    text('Replicas', doc('autoscaling.v2.HorizontalPodAutoscalerStatus', 'currentReplicas')),
    ageColumn,
  ],
  cells(object, nowMs) {
    const { metadata, spec, status } = object;
    return [
      metadata?.name ?? '',
      `${spec?.scaleTargetRef?.kind ?? ''}/${spec?.scaleTargetRef?.name ?? ''}`,
      metricsText(object),
      spec?.minReplicas === undefined ? unset : String(spec.minReplicas),
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
    plainName,
    integer('Desired', doc('autoscaling.v1.ScaleSpec', 'replicas')),
    integer('Available', doc('autoscaling.v1.ScaleStatus', 'replicas')),
    ageColumn,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.spec?.replicas ?? 0,
    object.status?.replicas ?? 0,
    ageOf(object, nowMs),
  ],
};
