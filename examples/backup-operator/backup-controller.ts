// Begins a Job for each Backup that is due, says how it ends, and comes back when the next is due.
import { isDeepStrictEqual } from 'node:util';
import {
  asReconciler,
  batchV1,
  type Client,
  type Condition,
  controllerManagedBy,
  formatTime,
  ignoreAlreadyExists,
  ignoreNotFound,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
  setCondition,
} from 'homeostat';
import { type Backup, type BackupStatus, backups } from './backup.ts';
import { dueMs, endOf, jobOf } from './decide.ts';
import { releaseLease, takeLease } from './target-lease.ts';

/** How often a target that is busy is looked at. */
const busyMs = 30_000;

export function addBackupController(manager: Manager) {
  const { clock } = manager.environment;

  async function reconcile(backup: Backup, context: ReconcileContext): Promise<ReconcileResult> {
    const { metadata, spec, status: { activeJob } = {} } = backup;
    if (metadata?.deletionTimestamp !== undefined) return undefined;
    if (activeJob !== undefined) return follow(backup, activeJob, context);
    if (spec.suspend) return undefined;
    const nowMs = clock.now();
    const atMs = dueMs(backup, nowMs);
    if (atMs > nowMs) return { requeueAfterMs: atMs - nowMs, background: true };
    return begin(backup, atMs, context);
  }

  async function begin(
    backup: Backup,
    atMs: number,
    { client, log }: ReconcileContext,
  ): Promise<ReconcileResult> {
    const other = await takeLease(client, backup, clock.now());
    if (other !== undefined) {
      const busy = condition('Running', false, 'TargetBusy', `${other} backs up ${backup.spec.target}`);
      await say(client, backup, backup.status ?? {}, busy);
      return { requeueAfterMs: busyMs };
    }
    // Named after when it was due: where the status is not written, the same one is found again.
    const job = jobOf(backup, atMs);
    const { name = '' } = job.metadata ?? {};
    await client.create(batchV1.jobs, job).catch(ignoreAlreadyExists);
    log.info({ job: name }, 'a backup begins');
    const begun = { ...backup.status, activeJob: name, lastScheduleTime: formatTime(atMs) };
    await say(client, backup, begun, condition('Running', true, 'JobRuns', `${name} is at work`));
    return undefined;
  }

  /** A Job has begun. Its end wakes this. */
  async function follow(
    backup: Backup,
    name: string,
    { client }: ReconcileContext,
  ): Promise<ReconcileResult> {
    const namespace = backup.metadata?.namespace ?? '';
    const job = await client.get(batchV1.jobs, { namespace, name }).catch(ignoreNotFound);
    const end = endOf(job);
    if (end === undefined) return undefined;
    await releaseLease(client, backup);
    const succeeded = end === 'Succeeded';
    const last = condition('Succeeded', succeeded, `Job${end}`, `the last one is ${name}`);
    const { activeJob: _, ...before } = backup.status ?? {};
    const ended = { ...before, ...(succeeded && { lastSuccessTime: formatTime(clock.now()) }) };
    await say(client, backup, ended, last, condition('Running', false, 'Waiting', 'the next is not yet due'));
    return undefined;
  }

  async function say(
    client: Client,
    backup: Backup,
    changes: BackupStatus,
    ...conditions: readonly Condition[]
  ): Promise<void> {
    const all = conditions.reduce(
      (before, condition) => setCondition(before, condition, condition.lastTransitionTime),
      backup.status?.conditions ?? [],
    );
    const status = { ...changes, conditions: all };
    if (!isDeepStrictEqual(status, backup.status)) await client.updateStatus(backups, { ...backup, status });
  }

  function condition(type: string, isTrue: boolean, reason: string, message: string): Condition {
    const lastTransitionTime = formatTime(clock.now());
    return { type, status: isTrue ? 'True' : 'False', reason, message, lastTransitionTime };
  }

  return controllerManagedBy(manager)
    .for(backups)
    .owns(batchV1.jobs)
    .complete(asReconciler(backups, { reconcile }));
}
