import { batchV1, type V1CronJob, type V1Job } from '../../api/index.ts';
import { newControllerRef, zoneOffsetMs } from '../../apimachinery/index.ts';

const scheduledAtKey = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/** What the job of a start is called: always the same, so that there is one at most. Mirrors getJobName. */
export function jobName({ metadata }: V1CronJob, startMs: number): string {
  return `${metadata?.name}-${Math.floor(startMs / 60_000)}`;
}

/** The job of a start. Mirrors kubernetes pkg/controller/cronjob (getJobFromTemplate2). */
export function jobOf(cronJob: V1CronJob, startMs: number): V1Job {
  const { metadata, spec } = cronJob;
  const { metadata: { labels, annotations } = {}, spec: jobSpec } = spec?.jobTemplate ?? {};
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobName(cronJob, startMs),
      namespace: metadata?.namespace ?? '',
      ...(labels && { labels }),
      annotations: { ...annotations, [scheduledAtKey]: timeInZone(startMs, spec?.timeZone ?? '') },
      ownerReferences: [newControllerRef(cronJob, batchV1.cronJobs)],
    },
    ...(jobSpec && { spec: jobSpec }),
  };
}

/** `2026-03-01T00:00:00+09:00`, and `Z` for no offset. Mirrors time.RFC3339. */
export function timeInZone(ms: number, zone: string): string {
  const offsetMs = zoneOffsetMs(zone === 'Local' ? '' : zone, ms) ?? 0;
  const text = new Date(ms + offsetMs).toISOString().slice(0, 19);
  if (offsetMs === 0) return `${text}Z`;
  const minutes = Math.abs(Math.trunc(offsetMs / 60_000));
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => `${part}`.padStart(2, '0'));
  return `${text}${offsetMs < 0 ? '-' : '+'}${hour}:${minute}`;
}
