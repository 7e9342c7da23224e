import {
  internalEqual,
  internalJson,
  internalValue,
  type V1PersistentVolume,
  type V1PersistentVolumeSpec,
} from '../../../../api/index.ts';
import {
  type FieldError,
  fieldForbidden,
  fieldImmutable,
  fieldInvalid,
  fieldPath,
} from '../../../../apimachinery/index.ts';
import { unifiedDiff } from '../unified-diff.ts';
import { persistentVolumeErrors } from './persistent-volumes.ts';

const specPath = fieldPath('spec');

/** Mirrors ValidatePersistentVolumeUpdate. */
export function persistentVolumeUpdateErrors(
  volume: V1PersistentVolume,
  old: V1PersistentVolume,
): FieldError[] {
  // Kubernetes looks at all of the new volume twice.
  const all = persistentVolumeErrors(volume);
  const errors = [...all, ...all];
  const { spec = {} } = volume;
  const { spec: before = {} } = old;
  const [next, type] = [withoutNewExpansion(spec, before), 'PersistentVolumeSource'];
  if (!internalEqual(type, next, before)) {
    const [a, b] = [internalJson(type, before, ' '), internalJson(type, next, ' ')];
    const says = `spec.persistentvolumesource is immutable after creation\n${unifiedDiff(a, b)}`;
    errors.push(fieldForbidden(specPath.child('persistentvolumesource'), says));
  }
  if (spec.volumeMode !== before.volumeMode)
    errors.push(fieldImmutable('volumeMode', spec.volumeMode ?? null));
  errors.push(...movedErrors(spec.nodeAffinity, before.nodeAffinity));
  if (before.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined) {
    const says = 'update from non-nil value to nil is forbidden';
    errors.push(fieldForbidden(specPath.child('volumeAttributesClassName'), says));
  }
  return errors;
}

/** By which secret a volume is expanded may be said later. */
function withoutNewExpansion(
  spec: V1PersistentVolumeSpec,
  { csi: before }: V1PersistentVolumeSpec,
): V1PersistentVolumeSpec {
  const { csi } = spec;
  if (csi === undefined || before === undefined || before.controllerExpandSecretRef !== undefined)
    return spec;
  const { controllerExpandSecretRef: _, ...others } = csi;
  return { ...spec, csi: others };
}

type Affinity = V1PersistentVolumeSpec['nodeAffinity'];

/** From where a volume is reached is said once, but by names of labels that may become the new ones. Mirrors validatePvNodeAffinity. */
function movedErrors(affinity: Affinity, old: Affinity): FieldError[] {
  const type = '*VolumeNodeAffinity';
  if (old === undefined || internalEqual(type, affinity, withStableLabels(old, affinity))) return [];
  const says = 'field is immutable, except for updating from beta label to GA';
  return [fieldInvalid('nodeAffinity', internalValue(type, affinity), says)];
}

const stableLabels: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
};

function withStableLabels({ required }: NonNullable<Affinity>, next: Affinity): NonNullable<Affinity> {
  if (required === undefined) return {};
  const nodeSelectorTerms = required.nodeSelectorTerms?.map((term, index) => {
    const nextTerm = next?.required?.nodeSelectorTerms?.[index];
    if (term.matchExpressions === undefined) return term;
    const matchExpressions = term.matchExpressions.map((expression, place) => {
      const key = nextTerm?.matchExpressions?.[place]?.key;
      return key !== undefined && stableLabels[expression.key] === key ? { ...expression, key } : expression;
    });
    return { ...term, matchExpressions };
  });
  return { required: { ...required, nodeSelectorTerms } };
}
