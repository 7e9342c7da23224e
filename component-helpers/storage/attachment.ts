import { createHash } from 'node:crypto';
import type { V1CSIDriver, V1PersistentVolume } from '../../api/index.ts';

/** On nodes whose kubelets leave attaching to the controller. Mirrors pkg/volume/util (ControllerManagedAttachAnnotation). */
export const managedAttachAnnotation = 'volumes.kubernetes.io/controller-managed-attach-detach';

const pluginPrefix = 'kubernetes.io/csi/';

/**
 * What nodes call a volume that may have to be attached; undefined for one of no CSI driver. Mirrors kubernetes pkg/volume/util
 * (GetUniqueVolumeName) and pkg/volume/csi (GetVolumeName).
 */
export function attachedVolumeName({ spec }: V1PersistentVolume): string | undefined {
  const csi = spec?.csi;
  return csi === undefined ? undefined : `${pluginPrefix}${csi.driver}^${csi.volumeHandle}`;
}

/** A volume of which no more is known than what nodes call it. Mirrors kubernetes pkg/volume/util (SplitUniqueName). */
export function volumeOfName(name: string): V1PersistentVolume {
  const rest = name.slice(pluginPrefix.length);
  const at = rest.indexOf('^');
  return { spec: { csi: { driver: rest.slice(0, at), volumeHandle: rest.slice(at + 1) } } };
}

/** What says that a volume is, or is to be, attached to a node is named so. Mirrors kubernetes pkg/volume/csi (getAttachmentName). */
export function attachmentName({ spec }: V1PersistentVolume, node: string): string {
  const { driver = '', volumeHandle = '' } = spec?.csi ?? {};
  return `csi-${createHash('sha256').update(`${volumeHandle}${driver}${node}`).digest('hex')}`;
}

/** Whether the volumes of a driver are attached to a node before they are mounted; so it is where nothing is known of the driver. */
export function needsAttachment(driver: V1CSIDriver | undefined): boolean {
  return driver?.spec.attachRequired !== false;
}

/** Whether a volume may be attached to several nodes at once. Mirrors kubernetes pkg/volume/util (IsMultiAttachAllowed). */
export function isMultiAttachAllowed({ spec }: V1PersistentVolume): boolean {
  const modes = spec?.accessModes ?? [];
  return modes.length === 0 || modes.includes('ReadWriteMany') || modes.includes('ReadOnlyMany');
}
