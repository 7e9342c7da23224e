import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { AGE, doc, flag, integer, NAME, PLAIN_NAME, text } from '../printer.ts';
import { firstThree, NONE, UNSET } from '../texts.ts';

interface StorageClassView extends KubeObject {
  readonly provisioner?: string;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
  readonly allowVolumeExpansion?: boolean;
}

const DEFAULT_CLASS_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** Mirrors printStorageClass. */
export const storageClass: Printer<StorageClassView> = {
  columns: [
    NAME,
    text('Provisioner', doc('storage.v1.StorageClass', 'provisioner')),
    text('ReclaimPolicy', doc('storage.v1.StorageClass', 'reclaimPolicy')),
    text('VolumeBindingMode', doc('storage.v1.StorageClass', 'volumeBindingMode')),
    text('AllowVolumeExpansion', doc('storage.v1.StorageClass', 'allowVolumeExpansion')),
    AGE,
  ],
  cells(object, nowMs) {
    const annotations = object.metadata?.annotations;
    const isDefault = DEFAULT_CLASS_ANNOTATIONS.some((key) => annotations?.[key] === 'true');
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
  columns: [NAME, text('DriverName', doc('storage.v1.VolumeAttributesClass', 'driverName')), AGE],
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
    NAME,
    { ...text('Attacher', doc('storage.v1.VolumeAttachmentSpec', 'attacher')), format: 'name' },
    text('PV', doc('storage.v1.VolumeAttachmentSource', 'persistentVolumeName')),
    text('Node', doc('storage.v1.VolumeAttachmentSpec', 'nodeName')),
    flag('Attached', doc('storage.v1.VolumeAttachmentStatus', 'attached')),
    AGE,
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
  columns: [NAME, integer('Drivers', 'How many CSI drivers are registered on the node.'), AGE],
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

const CSI_DRIVER_SPEC = 'storage.v1.CSIDriverSpec';

/** Mirrors printCSIDriver. */
export const csiDriver: Printer<CsiDriverView> = {
  columns: [
    NAME,
    flag('AttachRequired', doc(CSI_DRIVER_SPEC, 'attachRequired')),
    flag('PodInfoOnMount', doc(CSI_DRIVER_SPEC, 'podInfoOnMount')),
    flag('StorageCapacity', doc(CSI_DRIVER_SPEC, 'storageCapacity')),
    text('TokenRequests', doc(CSI_DRIVER_SPEC, 'tokenRequests')),
    flag('RequiresRepublish', doc(CSI_DRIVER_SPEC, 'requiresRepublish')),
    text('Modes', doc(CSI_DRIVER_SPEC, 'volumeLifecycleModes')),
    AGE,
  ],
  cells(object, nowMs) {
    const { metadata, spec } = object;
    return [
      metadata?.name ?? '',
      spec?.attachRequired ?? true,
      spec?.podInfoOnMount ?? false,
      spec?.storageCapacity ?? false,
      spec?.tokenRequests?.map(({ audience }) => audience).join(',') ?? UNSET,
      spec?.requiresRepublish ?? false,
      spec?.volumeLifecycleModes?.join(',') || NONE,
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
    NAME,
    text(
      'CommonEncodingVersion',
      doc('apiserverinternal.v1alpha1.StorageVersionStatus', 'commonEncodingVersion'),
    ),
    text('StorageVersions', doc('apiserverinternal.v1alpha1.StorageVersionStatus', 'storageVersions')),
    AGE,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.status?.commonEncodingVersion ?? UNSET,
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
    PLAIN_NAME,
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
