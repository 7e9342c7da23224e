import type { KubeObject } from '../../../../apimachinery/index.ts';
import { defaultClassAnnotations } from '../../../../component-helpers/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, flag, integer, nameColumn, plainName, text } from '../printer.ts';
import { firstThree, none, unset } from '../texts.ts';

interface StorageClassView extends KubeObject {
  readonly provisioner?: string;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
  readonly allowVolumeExpansion?: boolean;
}

/** Mirrors printStorageClass. */
export const storageClass: Printer<StorageClassView> = {
  columns: [
    nameColumn,
    text('Provisioner', doc('storage.v1.StorageClass', 'provisioner')),
    text('ReclaimPolicy', doc('storage.v1.StorageClass', 'reclaimPolicy')),
    text('VolumeBindingMode', doc('storage.v1.StorageClass', 'volumeBindingMode')),
    text('AllowVolumeExpansion', doc('storage.v1.StorageClass', 'allowVolumeExpansion')),
    ageColumn,
  ],
  cells(object, nowMs) {
    const annotations = object.metadata?.annotations;
    const isDefault = defaultClassAnnotations.some((key) => annotations?.[key] === 'true');
    return [
      (object.metadata?.name ?? '') + (isDefault ? ' (default)' : ''),
      object.provisioner ?? '',
      object.reclaimPolicy ?? 'Delete',
      object.volumeBindingMode ?? 'Immediate',
      object.allowVolumeExpansion ?? false,
      ageOf(object, nowMs),
    ];
  },
};

interface VolumeAttributesClassView extends KubeObject {
  readonly driverName?: string;
}

/** Mirrors printVolumeAttributesClass. */
export const volumeAttributesClass: Printer<VolumeAttributesClassView> = {
  columns: [nameColumn, text('DriverName', doc('storage.v1.VolumeAttributesClass', 'driverName')), ageColumn],
  cells: (object, nowMs) => [object.metadata?.name ?? '', object.driverName ?? '', ageOf(object, nowMs)],
};

interface VolumeAttachmentView extends KubeObject {
  readonly spec?: {
    readonly attacher?: string;
    readonly nodeName?: string;
    readonly source?: { readonly persistentVolumeName?: string };
  };
  readonly status?: { readonly attached?: boolean };
}

/** Mirrors printVolumeAttachment. */
export const volumeAttachment: Printer<VolumeAttachmentView> = {
  columns: [
    nameColumn,
    { ...text('Attacher', doc('storage.v1.VolumeAttachmentSpec', 'attacher')), format: 'name' },
    text('PV', doc('storage.v1.VolumeAttachmentSource', 'persistentVolumeName')),
    text('Node', doc('storage.v1.VolumeAttachmentSpec', 'nodeName')),
    flag('Attached', doc('storage.v1.VolumeAttachmentStatus', 'attached')),
    ageColumn,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.spec?.attacher ?? '',
    object.spec?.source?.persistentVolumeName ?? '',
    object.spec?.nodeName ?? '',
    object.status?.attached ?? false,
    ageOf(object, nowMs),
  ],
};

interface CsiNodeView extends KubeObject {
  readonly spec?: { readonly drivers?: readonly unknown[] };
}

/** Mirrors printCSINode. */
export const csiNode: Printer<CsiNodeView> = {
  columns: [nameColumn, integer('Drivers', 'How many CSI drivers are registered on the node.'), ageColumn],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.spec?.drivers?.length ?? 0,
    ageOf(object, nowMs),
  ],
};

interface CsiDriverView extends KubeObject {
  readonly spec?: {
    readonly attachRequired?: boolean;
    readonly podInfoOnMount?: boolean;
    readonly storageCapacity?: boolean;
    readonly tokenRequests?: readonly { readonly audience: string }[];
    readonly requiresRepublish?: boolean;
    readonly volumeLifecycleModes?: readonly string[];
  };
}

const csiDriverSpec = 'storage.v1.CSIDriverSpec';

/** Mirrors printCSIDriver. */
export const csiDriver: Printer<CsiDriverView> = {
  columns: [
    nameColumn,
    flag('AttachRequired', doc(csiDriverSpec, 'attachRequired')),
    flag('PodInfoOnMount', doc(csiDriverSpec, 'podInfoOnMount')),
    flag('StorageCapacity', doc(csiDriverSpec, 'storageCapacity')),
    text('TokenRequests', doc(csiDriverSpec, 'tokenRequests')),
    flag('RequiresRepublish', doc(csiDriverSpec, 'requiresRepublish')),
    text('Modes', doc(csiDriverSpec, 'volumeLifecycleModes')),
    ageColumn,
  ],
  cells(object, nowMs) {
    const { metadata, spec } = object;
    return [
      metadata?.name ?? '',
      spec?.attachRequired ?? true,
      spec?.podInfoOnMount ?? false,
      spec?.storageCapacity ?? false,
      spec?.tokenRequests?.map(({ audience }) => audience).join(',') ?? unset,
      spec?.requiresRepublish ?? false,
      spec?.volumeLifecycleModes?.join(',') || none,
      ageOf(object, nowMs),
    ];
  },
};

interface StorageVersionView extends KubeObject {
  readonly status?: {
    readonly commonEncodingVersion?: string;
    readonly storageVersions?: readonly {
      readonly apiServerID?: string;
      readonly encodingVersion?: string;
    }[];
  };
}

/** Mirrors printStorageVersion. */
export const storageVersion: Printer<StorageVersionView> = {
  columns: [
    nameColumn,
    text(
      'CommonEncodingVersion',
      doc('apiserverinternal.v1alpha1.StorageVersionStatus', 'commonEncodingVersion'),
    ),
    text('StorageVersions', doc('apiserverinternal.v1alpha1.StorageVersionStatus', 'storageVersions')),
    ageColumn,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.status?.commonEncodingVersion ?? unset,
    firstThree(
      (object.status?.storageVersions ?? []).map(
        ({ apiServerID, encodingVersion }) => `${apiServerID ?? ''}=${encodingVersion ?? ''}`,
      ),
    ),
    ageOf(object, nowMs),
  ],
};

interface StorageVersionMigrationView extends KubeObject {
  readonly spec?: { readonly resource?: { readonly group?: string; readonly resource?: string } };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Mirrors printStorageVersionMigration: the last of the known conditions that holds. */
export const storageVersionMigration: Printer<StorageVersionMigrationView> = {
  columns: [
    plainName,
    text('Resource', 'The group and resource that is migrated.'),
    text('Status', 'How far the migration has come.'),
  ],
  cells({ metadata, spec, status }) {
    const resource = spec?.resource;
    const state = status?.conditions?.findLast(
      (condition) =>
        condition.status === 'True' && ['Running', 'Failed', 'Succeeded'].includes(condition.type),
    );
    return [
      metadata?.name ?? '',
      (resource?.resource ?? '') + (resource?.group ? `.${resource.group}` : ''),
      state?.type ?? 'Unknown',
    ];
  },
};
