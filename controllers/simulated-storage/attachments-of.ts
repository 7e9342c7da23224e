import type { V1VolumeAttachment } from '../../api/index.ts';
import type { SharedInformer, WorkQueue } from '../../client/index.ts';
import { causeOf } from '../../controller-runtime/index.ts';

const volumeIndex = 'volume';
const byVolume = { [volumeIndex]: (attachment: V1VolumeAttachment) => [attachedVolume(attachment)] };

/** Makes attachments findable by the name of their volume, once. */
export function indexAttachments(attachments: SharedInformer<V1VolumeAttachment>): void {
  attachments.addIndexers(byVolume);
}

/** What says that a volume is, or is to be, attached. */
export function attachmentsOf(
  attachments: SharedInformer<V1VolumeAttachment>,
  volumeName: string,
): readonly V1VolumeAttachment[] {
  return attachments.indexer.byIndex(volumeIndex, volumeName);
}

/** The name of the volume; '' for one that stands in the attachment itself. */
export function attachedVolume({ spec }: V1VolumeAttachment): string {
  return spec.source.persistentVolumeName ?? '';
}

/** Its volume is looked at. */
export function wakesVolume(
  { object }: { readonly object: V1VolumeAttachment },
  queue: WorkQueue<string>,
): void {
  queue.add(attachedVolume(object), causeOf(object));
}
