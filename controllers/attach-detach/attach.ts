import { storageV1, type V1PersistentVolume, type V1VolumeAttachment } from '../../api/index.ts';
import { ignoreAlreadyExists, ignoreNotFound, messageOf } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { attachmentName } from '../../component-helpers/index.ts';

/** What came of a look at what was begun: it is done, it has failed for this reason, or nobody can tell yet. */
export type Outcome = 'done' | 'waits' | { readonly failure: string };

/** Asks for a volume to be attached; resolves with why it could not be asked. Mirrors pkg/volume/csi (csiAttacher.Attach). */
export async function askToAttach(
  volume: V1PersistentVolume,
  node: string,
  client: Client,
): Promise<string | undefined> {
  const attachment: V1VolumeAttachment = {
    metadata: { name: attachmentName(volume, node) },
    spec: {
      nodeName: node,
      attacher: volume.spec?.csi?.driver ?? '',
      source: { persistentVolumeName: volume.metadata?.name ?? '' },
    },
  };
  try {
    await client.create(storageV1.volumeAttachments, attachment).catch(ignoreAlreadyExists);
    return undefined;
  } catch (error) {
    return `kubernetes.io/csi: attacher.Attach failed: ${messageOf(error)}`;
  }
}

/** Whether a volume is attached by now. Mirrors pkg/volume/csi (verifyAttachmentStatus). */
export function attachOutcome(attachment: V1VolumeAttachment | undefined): Outcome {
  if (attachment === undefined) return 'waits';
  if (attachment.metadata?.deletionTimestamp !== undefined)
    return { failure: 'volume attachment is being deleted' };
  if (attachment.status?.attached === true) return 'done';
  const error = attachment.status?.attachError;
  return error === undefined ? 'waits' : { failure: error.message ?? '' };
}

/** Asks for a volume to be detached; true when it is already. Mirrors pkg/volume/csi (csiAttacher.Detach). */
export async function askToDetach(name: string, client: Client): Promise<boolean> {
  const gone = await client.delete(storageV1.volumeAttachments, { name }).catch(ignoreNotFound);
  return gone === undefined;
}

/** Whether a volume is detached by now. Mirrors pkg/volume/csi (verifyDetachmentStatus). */
export function detachOutcome(attachment: V1VolumeAttachment | undefined): Outcome {
  if (attachment === undefined) return 'done';
  const error = attachment.status?.detachError;
  return error === undefined ? 'waits' : { failure: error.message ?? '' };
}
