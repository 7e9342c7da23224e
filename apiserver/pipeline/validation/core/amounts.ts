import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  mustNotBeNegative,
  parseQuantity,
} from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';
import { when } from '../tell.ts';
import { isCounted } from './resource-names.ts';

/** What amounts of resources may be. Mirrors kubernetes pkg/apis/core/validation. */

/** Mirrors ValidateNonnegativeQuantity. */
export function negativeErrors(amount: string, at: FieldPath): FieldError[] {
  const quantity = parseQuantity(amount);
  return when(quantity.sign < 0, () => fieldInvalid(at, quantity.toString(), mustNotBeNegative));
}

/** Not below zero, and whole for what is counted. Mirrors ValidateResourceQuantityValue. */
export function amountErrors(name: string, amount: string, at: FieldPath): FieldError[] {
  return [
    ...negativeErrors(amount, at),
    ...when(isCounted(name) && parseQuantity(amount).scaledValue(-3) % 1000n !== 0n, () =>
      fieldInvalid(at, amount, 'must be an integer'),
    ),
  ];
}

/** What is nearly always asked for, and in such amounts, is well. */
const usual: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);

/** The same of an amount in the list at a path. */
export function checkAmount(errors: Errors, path: FieldPath, name: string, amount: string): void {
  if (usual.has(name) && /^[0-9]/.test(amount)) return;
  errors.push(...amountErrors(name, amount, path.key(name)));
}
