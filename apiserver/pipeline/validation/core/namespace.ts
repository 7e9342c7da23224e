import type { V1Namespace } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldPath,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { each, tell, when } from '../tell.ts';

const path = fieldPath('spec', 'finalizers');

/** Mirrors kubernetes pkg/apis/core/validation (ValidateNamespace), which tells of finalizers without their place. */
export function namespaceErrors({ spec }: V1Namespace): FieldError[] {
  return (spec?.finalizers ?? []).flatMap((name) => finalizerErrors(name, path));
}

/** Mirrors ValidateNamespaceFinalizeUpdate. */
export function namespaceFinalizeErrors({ spec }: V1Namespace): FieldError[] {
  return each(spec?.finalizers, path, finalizerErrors);
}

/** Mirrors ValidateNamespaceStatusUpdate. */
export function namespaceStatusErrors({ metadata, status }: V1Namespace): FieldError[] {
  const { phase = '' } = status ?? {};
  const isGoing = metadata?.deletionTimestamp !== undefined;
  const wanted = isGoing ? 'Terminating' : 'Active';
  const says = `may only be '${wanted}' if \`deletionTimestamp\` is ${isGoing ? 'not ' : ''}empty`;
  return when(phase !== wanted, () => fieldInvalid('status.Phase', phase, says));
}

const standardFinalizers: ReadonlySet<string> = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

/** A finalizer's name says whose it is. Mirrors validateFinalizerName. */
export function finalizerErrors(name: string, at: FieldPath): FieldError[] {
  const isOwned = name.includes('/') || standardFinalizers.has(name);
  const says = 'name is neither a standard finalizer name nor is it fully qualified';
  return [
    ...tell(at, name, validateQualifiedName(name)),
    ...when(!isOwned, () => fieldInvalid(at, name, says)),
  ];
}
