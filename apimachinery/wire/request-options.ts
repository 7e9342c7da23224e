import {
  type FieldError,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
} from '../errors/field-errors.ts';
import { FieldPath } from '../errors/field-path.ts';
import { validateFieldManager } from '../validation/managed-fields-validation.ts';

/** What the query or body of a write may ask for. Mirrors metav1.CreateOptions, UpdateOptions and PatchOptions. */
export interface WriteOptions {
  readonly fieldManager?: string;
  readonly dryRun?: readonly string[];
  readonly fieldValidation?: string;
  /** Patches only. */
  readonly force?: boolean;
}

/** Mirrors metav1.DeleteOptions, as far as it is validated. */
export interface DeleteChoices {
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly dryRun?: readonly string[];
}

/** Errors of the options of a create or an update. Mirrors ValidateCreateOptions and ValidateUpdateOptions. */
export function validateWriteOptions(options: WriteOptions): FieldError[] {
  return [
    ...validateFieldManager(options.fieldManager ?? '', fieldManagerPath),
    ...dryRunErrors(options.dryRun),
    ...fieldValidationErrors(options.fieldValidation ?? ''),
  ];
}

/** Errors of the options of a patch; server-side apply wants a field manager. Mirrors ValidatePatchOptions. */
export function validatePatchOptions(options: WriteOptions, isApply: boolean): FieldError[] {
  const errors: FieldError[] = [];
  if (isApply && !options.fieldManager) {
    errors.push(fieldRequired(fieldManagerPath, 'is required for apply patch'));
  }
  if (!isApply && options.force !== undefined) {
    errors.push(fieldForbidden(FieldPath.of('force'), 'may not be specified for non-apply patch'));
  }
  return [...errors, ...validateWriteOptions(options)];
}

/** Errors of the options of a delete. Mirrors ValidateDeleteOptions. */
export function validateDeleteOptions(options: DeleteChoices): FieldError[] {
  const errors: FieldError[] = [];
  const policy = options.propagationPolicy;
  const path = FieldPath.of('propagationPolicy');
  if (policy !== undefined && options.orphanDependents !== undefined) {
    const says = 'orphanDependents and deletionPropagation cannot be both set';
    errors.push(fieldInvalid(path, policy, says));
  }
  if (policy !== undefined && !propagationPolicies.includes(policy)) {
    errors.push(fieldNotSupported(path, policy, [...propagationPolicies, 'nil']));
  }
  return [...errors, ...dryRunErrors(options.dryRun)];
}

const fieldManagerPath = FieldPath.of('fieldManager');
const propagationPolicies: readonly string[] = ['Foreground', 'Background', 'Orphan'];
const fieldValidations: readonly string[] = ['', 'Ignore', 'Strict', 'Warn'];

function dryRunErrors(dryRun: readonly string[] = []): FieldError[] {
  if (dryRun.every((value) => value === 'All')) return [];
  return [fieldNotSupported(FieldPath.of('dryRun'), dryRun, ['All'])];
}

function fieldValidationErrors(value: string): FieldError[] {
  if (fieldValidations.includes(value)) return [];
  return [fieldNotSupported(FieldPath.of('fieldValidation'), value, fieldValidations)];
}
