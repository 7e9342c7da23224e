import {
  humanDuration,
  isConditionTrue,
  type KubeObject,
  type LabelSelector,
} from '../../../../apimachinery/index.ts';
import { age, ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import {
  ageColumn,
  containersColumn,
  doc,
  flag,
  images,
  integer,
  nameColumn,
  selectorColumn,
  text,
} from '../printer.ts';
import type { ContainerView } from '../texts.ts';
import { containerCells, none, selectorText, unset } from '../texts.ts';

interface JobSpecView {
  readonly completions?: number;
  readonly parallelism?: number;
  readonly selector?: LabelSelector;
  readonly template?: { readonly spec?: { readonly containers?: readonly ContainerView[] } };
}

interface JobView extends KubeObject {
  readonly spec?: JobSpecView;
  readonly status?: {
    readonly succeeded?: number;
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** Mirrors printJob. */
export const job: Printer<JobView> = {
  columns: [
    nameColumn,
    text('Status', 'What has become of the job.'),
    text('Completions', doc('batch.v1.JobStatus', 'succeeded')),
    text('Duration', 'How long the job took, or has taken so far.'),
    ageColumn,
    containersColumn,
    images,
    selectorColumn('batch.v1.JobSpec'),
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    jobStatus(object),
    completions(object),
    duration(object, nowMs),
    ageOf(object, nowMs),
    ...containerCells(object.spec?.template?.spec?.containers),
    selectorText(object.spec?.selector),
  ],
};

function jobStatus({ metadata, status }: JobView): string {
  const has = (type: string) => isConditionTrue(status?.conditions, type);
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (metadata?.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(has) ?? 'Running';
}

function completions({ spec, status }: JobView): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function duration({ status }: JobView, nowMs: number): string {
  if (status?.startTime === undefined) return '';
  const endMs = status.completionTime === undefined ? nowMs : Date.parse(status.completionTime);
  return humanDuration(endMs - Date.parse(status.startTime));
}

interface CronJobView extends KubeObject {
  readonly spec?: {
    readonly schedule?: string;
    readonly timeZone?: string;
    readonly suspend?: boolean;
    readonly jobTemplate?: { readonly spec?: JobSpecView };
  };
  readonly status?: { readonly active?: readonly unknown[]; readonly lastScheduleTime?: string };
}

/** Mirrors printCronJob. */
export const cronJob: Printer<CronJobView> = {
  columns: [
    nameColumn,
    text('Schedule', doc('batch.v1.CronJobSpec', 'schedule')),
    text('Timezone', doc('batch.v1.CronJobSpec', 'timeZone')),
    flag('Suspend', doc('batch.v1.CronJobSpec', 'suspend')),
    integer('Active', doc('batch.v1.CronJobStatus', 'active')),
    text('Last Schedule', doc('batch.v1.CronJobStatus', 'lastScheduleTime')),
    ageColumn,
    containersColumn,
    images,
    selectorColumn('batch.v1.JobSpec'),
  ],
  cells(object, nowMs) {
    const { metadata, spec, status } = object;
    return [
      metadata?.name ?? '',
      spec?.schedule ?? '',
      spec?.timeZone ?? none,
      suspended(spec?.suspend),
      status?.active?.length ?? 0,
      status?.lastScheduleTime === undefined ? none : age(status.lastScheduleTime, nowMs),
      ageOf(object, nowMs),
      ...containerCells(spec?.jobTemplate?.spec?.template?.spec?.containers),
      selectorText(spec?.jobTemplate?.spec?.selector),
    ];
  },
};

function suspended(suspend: boolean | undefined): string {
  if (suspend === undefined) return unset;
  return suspend ? 'True' : 'False';
}
