import { storageV1, type V1VolumeAttachment } from '../../api/index.ts';
import { type Client, isOperatingError } from '../../client/index.ts';
import { attachmentName, volumeOfName } from '../../component-helpers/index.ts';

/** The code of gRPC by which a driver says that a node takes no more. */
const resourceExhausted = 8;

/**
 * What says that a node can take no more volumes than it has, of those that wait to be attached to it; undefined: nothing does, or
 * nobody answers. `names` are what nodes call them. Mirrors kubernetes pkg/volume/csi (VerifyExhaustedResource). Differs: the
 * count in the CSINode is not asked for anew, as that of the simulated driver is always as the node says.
 */
export async function exhaustedAttachment(
  names: readonly string[],
  node: string,
  client: Client,
): Promise<V1VolumeAttachment | undefined> {
  for (const name of names) {
    const volume = volumeOfName(name);
    const driver = volume.spec?.csi?.driver ?? '';
    try {
      const { spec } = await client.get(storageV1.csiDrivers, { name: driver });
      if (!spec.nodeAllocatableUpdatePeriodSeconds) continue;
      const key = { name: attachmentName(volume, node) };
      const attachment = await client.get(storageV1.volumeAttachments, key);
      if (attachment.status?.attachError?.errorCode === resourceExhausted) return attachment;
    } catch (error) {
      if (!isOperatingError(error)) throw error;
    }
  }
  return undefined;
}
