import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, flag, integer, nameColumn, text } from '../printer.ts';
import { none } from '../texts.ts';

interface PriorityClassView extends KubeObject {
  readonly value?: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}

/** Mirrors printPriorityClass. */
export const priorityClass: Printer<PriorityClassView> = {
  columns: [
    nameColumn,
    integer('Value', doc('scheduling.v1.PriorityClass', 'value')),
    flag('Global-Default', doc('scheduling.v1.PriorityClass', 'globalDefault')),
    ageColumn,
    text('PreemptionPolicy', doc('scheduling.v1.PriorityClass', 'preemptionPolicy')),
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.value ?? 0,
    object.globalDefault ?? false,
    ageOf(object, nowMs),
    object.preemptionPolicy ?? '',
  ],
};

interface RuntimeClassView extends KubeObject {
  readonly handler?: string;
}

/** Mirrors printRuntimeClass. */
export const runtimeClass: Printer<RuntimeClassView> = {
  columns: [nameColumn, text('Handler', doc('node.v1.RuntimeClass', 'handler')), ageColumn],
  cells: (object, nowMs) => [object.metadata?.name ?? '', object.handler ?? '', ageOf(object, nowMs)],
};

interface PodGroupView extends KubeObject {
  readonly spec?: {
    readonly schedulingPolicy?: { readonly gang?: object };
    readonly podGroupTemplateRef?: { readonly workload?: { readonly workloadName?: string } };
  };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
    }[];
  };
}

/** Mirrors printPodGroup. */
export const podGroup: Printer<PodGroupView> = {
  columns: [
    nameColumn,
    text('Policy', doc('scheduling.v1alpha2.PodGroupSpec', 'schedulingPolicy')),
    text('Workload', 'The Workload the group belongs to.'),
    text('Status', 'Whether the group is scheduled, or about to be disrupted and why.'),
    ageColumn,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.spec?.schedulingPolicy?.gang === undefined ? 'Basic' : 'Gang',
    object.spec?.podGroupTemplateRef === undefined
      ? none
      : (object.spec.podGroupTemplateRef.workload?.workloadName ?? ''),
    podGroupStatus(object),
    ageOf(object, nowMs),
  ],
};

function podGroupStatus({ status }: PodGroupView): string {
  const last = (type: string) => status?.conditions?.findLast((condition) => condition.type === type);
  const disruption = last('DisruptionTarget');
  if (disruption !== undefined) return disruption.reason ?? '';
  const scheduled = last('PodGroupScheduled');
  if (scheduled === undefined) return 'Pending';
  return scheduled.status === 'True' ? 'Scheduled' : 'Unschedulable';
}
