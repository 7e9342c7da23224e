// The decisions: pure functions of what is and how late it is.
import { isConditionTrue, parseTime, setControllerReference, type V1Job, type V1LeaseSpec } from 'homeostat';
import { type Backup, backups } from './backup.ts';

const minuteMs = 60_000;

/** When the next one is due. Of those that were missed only the last is made up for. */
export function dueMs({ metadata, spec, status }: Backup, nowMs: number): number {
  const intervalMs = spec.intervalMinutes * minuteMs;
  const begin = status?.lastScheduleTime ?? metadata?.creationTimestamp;
  const firstMs = (begin ? parseTime(begin) : nowMs) + intervalMs;
  const missed = Math.max(0, Math.floor((nowMs - firstMs) / intervalMs));
  return firstMs + missed * intervalMs;
}

/** The Job of a Backup that was due then. It is the Backup's: it goes with it. */
export function jobOf(backup: Backup, atMs: number): V1Job {
  const { metadata: { namespace = '', name = '' } = {}, spec } = backup;
  const { target, image = 'backup:1' } = spec;
  const container = { name: 'backup', image, args: [target] };
  return setControllerReference<V1Job>(backup, backups, {
    metadata: { namespace, name: `${name}-${atMs / 1000}`, labels: { 'example.com/target': target } },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: timeoutSeconds(backup),
      ttlSecondsAfterFinished: 24 * 3600,
      template: {
        metadata: { labels: { 'example.com/target': target } },
        spec: { restartPolicy: 'Never', containers: [container] },
      },
    },
  });
}

/** How long one may take. */
export function timeoutSeconds({ spec: { timeoutMinutes = 120 } }: Backup): number {
  return timeoutMinutes * 60;
}

/** What became of a Job; undefined: it is at work. One that is not there any more has failed. */
export function endOf(job: V1Job | undefined): 'Succeeded' | 'Failed' | undefined {
  if (job === undefined) return 'Failed';
  if (isConditionTrue(job.status?.conditions, 'Complete')) return 'Succeeded';
  return isConditionTrue(job.status?.conditions, 'Failed') ? 'Failed' : undefined;
}

/** Who else has the lease now. */
export function otherHolder(
  lease: V1LeaseSpec | undefined,
  holder: string,
  nowMs: number,
): string | undefined {
  const { holderIdentity, renewTime, leaseDurationSeconds = 0 } = lease ?? {};
  if (!holderIdentity || holderIdentity === holder || !renewTime) return undefined;
  const untilMs = parseTime(renewTime) + leaseDurationSeconds * 1000;
  return untilMs > nowMs ? holderIdentity : undefined;
}
