import { none, quantityText } from '../texts.ts';

/** The metrics of a HorizontalPodAutoscaler, as v2 and as v1 tell them. */
export interface MetricsView {
  readonly spec?: {
    readonly metrics?: readonly MetricView<'target'>[];
    readonly targetCPUUtilizationPercentage?: number;
  };
  readonly status?: {
    readonly currentMetrics?: readonly MetricView<'current'>[] | null;
    readonly currentCPUUtilizationPercentage?: number;
  };
}

/** A wanted value (`target`) or a measured one (`current`) of one source. */
type MetricView<Value extends string> = { readonly type: string } & {
  readonly [Source in SourceName]?: { readonly name?: string } & {
    readonly [Field in Value]?: MetricValue;
  };
};

type SourceName = 'external' | 'pods' | 'object' | 'resource' | 'containerResource';

interface MetricValue {
  readonly value?: string;
  readonly averageValue?: string;
  readonly averageUtilization?: number;
}

const unknown = '<unknown>';
const shown = 2;

/** The TARGETS of an autoscaler: `cpu: 20%/80%, 10/50 (avg) + 1 more...`. Mirrors formatHPAMetrics. */
export function metricsText({ spec, status }: MetricsView): string {
  const percent = spec?.targetCPUUtilizationPercentage;
  if (percent !== undefined) {
    const current = status?.currentCPUUtilizationPercentage;
    return `cpu: ${current === undefined ? unknown : `${current}%`}/${percent}%`;
  }
  const metrics = spec?.metrics ?? [];
  if (metrics.length === 0) return none;
  const texts = metrics.map((metric, index) => metricText(metric, status?.currentMetrics?.[index]));
  if (texts.length <= shown) return texts.join(', ');
  return `${texts.slice(0, shown).join(', ')} + ${texts.length - shown} more...`;
}

function metricText(metric: MetricView<'target'>, measured: MetricView<'current'> | undefined): string {
  switch (metric.type) {
    case 'External':
      return valueText(metric.external?.target, measured?.external?.current);
    case 'Object':
      return valueText(metric.object?.target, measured?.object?.current);
    case 'Pods':
      return `${averageOf(measured?.pods?.current)}/${quantityText(metric.pods?.target?.averageValue)}`;
    case 'Resource':
      return resourceText(metric.resource, measured?.resource?.current);
    case 'ContainerResource':
      return resourceText(metric.containerResource, measured?.containerResource?.current);
    default:
      return '<unknown type>';
  }
}

function valueText(target: MetricValue | undefined, current: MetricValue | undefined): string {
  if (target?.averageValue !== undefined) {
    return `${current?.averageValue ?? unknown}/${target.averageValue} (avg)`;
  }
  return `${current === undefined ? unknown : quantityText(current.value)}/${quantityText(target?.value)}`;
}

function averageOf(current: MetricValue | undefined): string {
  return current === undefined ? unknown : quantityText(current.averageValue);
}

function resourceText(
  wanted: { readonly name?: string; readonly target?: MetricValue } | undefined,
  current: MetricValue | undefined,
): string {
  const target = wanted?.target;
  if (target?.averageValue !== undefined) {
    return `${wanted?.name}: ${averageOf(current)}/${target.averageValue}`;
  }
  const now = current?.averageUtilization === undefined ? unknown : `${current.averageUtilization}%`;
  const goal = target?.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`;
  return `${wanted?.name}: ${now}/${goal}`;
}
