import {
  type FieldError,
  fieldInvalid,
  type KubeObject,
  type NameRule,
  type ObjectMeta,
  validateObjectMeta,
} from '../../../apimachinery/index.ts';
import type { Errors } from './checks.ts';

const standardFinalizers: ReadonlySet<string> = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

/** A finalizer's name says whose it is. Mirrors kubernetes pkg/apis/core/validation (validateKubeFinalizerName). */
export function finalizerErrors({ finalizers = [] }: ObjectMeta): FieldError[] {
  return finalizers.flatMap((name, index) => {
    if (name.includes('/') || standardFinalizers.has(name)) return [];
    const says = 'name is neither a standard finalizer name nor is it fully qualified';
    return [fieldInvalid(`metadata.finalizers[${index}]`, name, says)];
  });
}

/**
 * What has been found of metadata already and some kinds tell once more where they are updated. Mirrors kubernetes
 * pkg/apis/core/validation (ValidateObjectMeta).
 */
export function checkMetadataAgain(
  errors: Errors,
  { metadata = {} }: KubeObject,
  old: KubeObject,
  name: NameRule,
): void {
  if (metadata === old.metadata) return;
  errors.push(...validateObjectMeta(metadata, true, name), ...finalizerErrors(metadata));
}
