// One backup of a target at a time: who begins one takes the Lease of the target for as long as a backup may take. It need not be
// renewed, so that nobody else begins while the operator is away and the Job goes on.
import {
  type Client,
  coordinationV1,
  formatMicroTime,
  ignoreNotFound,
  isAlreadyExists,
  isConflict,
  setOwnerReference,
  type V1Lease,
} from 'homeostat';
import { type Backup, backups } from './backup.ts';
import { otherHolder, timeoutSeconds } from './decide.ts';

/** For the end of a Job that is stopped by its deadline. */
const graceSeconds = 60;

/** Takes the lease of a Backup's target. Resolves with who has it where that is another. */
export async function takeLease(client: Client, backup: Backup, nowMs: number): Promise<string | undefined> {
  const holderIdentity = backup.metadata?.name ?? '';
  const found = await client.get(coordinationV1.leases, keyOf(backup)).catch(ignoreNotFound);
  const other = otherHolder(found?.spec, holderIdentity, nowMs);
  if (other !== undefined) return other;
  const now = formatMicroTime(nowMs);
  const leaseDurationSeconds = timeoutSeconds(backup) + graceSeconds;
  const { resourceVersion } = found?.metadata ?? {};
  // The Backup's own, so that it goes with it.
  const lease = setOwnerReference<V1Lease>(backup, backups, {
    metadata: { ...keyOf(backup), ...(resourceVersion && { resourceVersion }) },
    spec: { holderIdentity, leaseDurationSeconds, acquireTime: now, renewTime: now },
  });
  try {
    await (found ? client.update(coordinationV1.leases, lease) : client.create(coordinationV1.leases, lease));
    return undefined;
  } catch (error) {
    // Somebody was faster.
    if (isConflict(error) || isAlreadyExists(error)) return 'another';
    throw error;
  }
}

/** Gives it back, if it is the Backup's. */
export async function releaseLease(client: Client, backup: Backup): Promise<void> {
  const found = await client.get(coordinationV1.leases, keyOf(backup)).catch(ignoreNotFound);
  if (found === undefined || found.spec?.holderIdentity !== backup.metadata?.name) return;
  const { uid = '', resourceVersion = '' } = found.metadata ?? {};
  await client.delete(coordinationV1.leases, keyOf(backup), { preconditions: { uid, resourceVersion } });
}

function keyOf({ metadata, spec }: Backup) {
  return { namespace: metadata?.namespace ?? '', name: `backup-${spec.target}` };
}
