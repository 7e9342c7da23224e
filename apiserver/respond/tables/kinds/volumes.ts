import type { KubeObject } from '../../../../apimachinery/index.ts';
import { storageAnnotations } from '../../../../component-helpers/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, nameColumn, text, wide } from '../printer.ts';
import { quantityText, unset } from '../texts.ts';

type Quantities = Readonly<Record<string, string | number>>;

interface PersistentVolumeView extends KubeObject {
  readonly spec?: {
    readonly capacity?: Quantities;
    readonly accessModes?: readonly string[];
    readonly persistentVolumeReclaimPolicy?: string;
    readonly claimRef?: { readonly namespace?: string; readonly name?: string };
    readonly storageClassName?: string;
    readonly volumeAttributesClassName?: string;
    readonly volumeMode?: string;
  };
  readonly status?: { readonly phase?: string; readonly reason?: string };
}

/** Mirrors printPersistentVolume. */
export const persistentVolume: Printer<PersistentVolumeView> = {
  columns: [
    nameColumn,
    text('Capacity', doc('core.v1.PersistentVolumeSpec', 'capacity')),
    text('Access Modes', doc('core.v1.PersistentVolumeSpec', 'accessModes')),
    text('Reclaim Policy', doc('core.v1.PersistentVolumeSpec', 'persistentVolumeReclaimPolicy')),
    text('Status', doc('core.v1.PersistentVolumeStatus', 'phase')),
    text('Claim', doc('core.v1.PersistentVolumeSpec', 'claimRef')),
    text('StorageClass', 'The StorageClass of the volume.'),
    text('VolumeAttributesClass', 'The VolumeAttributesClass of the volume.'),
    text('Reason', doc('core.v1.PersistentVolumeStatus', 'reason')),
    ageColumn,
    wide(text('VolumeMode', doc('core.v1.PersistentVolumeSpec', 'volumeMode'))),
  ],
  cells(object, nowMs) {
    const { metadata, spec, status } = object;
    const claim = spec?.claimRef;
    return [
      metadata?.name ?? '',
      quantityText(spec?.capacity?.storage),
      accessModes(spec?.accessModes),
      spec?.persistentVolumeReclaimPolicy ?? '',
      phase(object),
      claim === undefined ? '' : `${claim.namespace ?? ''}/${claim.name ?? ''}`,
      storageClass(object),
      spec?.volumeAttributesClassName ?? unset,
      status?.reason ?? '',
      ageOf(object, nowMs),
      spec?.volumeMode ?? unset,
    ];
  },
};

interface PersistentVolumeClaimView extends KubeObject {
  readonly spec?: {
    readonly volumeName?: string;
    readonly storageClassName?: string;
    readonly volumeAttributesClassName?: string;
    readonly volumeMode?: string;
  };
  readonly status?: {
    readonly phase?: string;
    readonly capacity?: Quantities;
    readonly accessModes?: readonly string[];
  };
}

/** Mirrors printPersistentVolumeClaim: capacity and modes are those of the bound volume. */
export const persistentVolumeClaim: Printer<PersistentVolumeClaimView> = {
  columns: [
    nameColumn,
    text('Status', doc('core.v1.PersistentVolumeClaimStatus', 'phase')),
    text('Volume', doc('core.v1.PersistentVolumeClaimSpec', 'volumeName')),
    text('Capacity', doc('core.v1.PersistentVolumeClaimStatus', 'capacity')),
    text('Access Modes', doc('core.v1.PersistentVolumeClaimStatus', 'accessModes')),
    text('StorageClass', 'The StorageClass of the claim.'),
    text('VolumeAttributesClass', 'The VolumeAttributesClass of the claim.'),
    ageColumn,
    wide(text('VolumeMode', doc('core.v1.PersistentVolumeClaimSpec', 'volumeMode'))),
  ],
  cells(object, nowMs) {
    const { metadata, spec, status } = object;
    const bound = Boolean(spec?.volumeName);
    return [
      metadata?.name ?? '',
      phase(object),
      spec?.volumeName ?? '',
      bound ? quantityText(status?.capacity?.storage) : '',
      bound ? accessModes(status?.accessModes) : '',
      storageClass(object),
      spec?.volumeAttributesClassName ?? unset,
      ageOf(object, nowMs),
      spec?.volumeMode ?? unset,
    ];
  },
};

function phase({ metadata, status }: KubeObject & { readonly status?: { readonly phase?: string } }): string {
  return metadata?.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating';
}

/** The annotation is older than the field and still wins. */
function storageClass(
  object: KubeObject & { readonly spec?: { readonly storageClassName?: string } },
): string {
  const annotated = object.metadata?.annotations?.[storageAnnotations.classBeta];
  return annotated ?? object.spec?.storageClassName ?? '';
}

const shortAccessModes: readonly (readonly [mode: string, short: string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

function accessModes(modes: readonly string[] | undefined): string {
  const present = shortAccessModes.filter(([mode]) => modes?.includes(mode));
  return present.map(([, short]) => short).join(',');
}
