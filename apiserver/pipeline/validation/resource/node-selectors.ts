import type { V1NodeSelector } from '../../../../api/index.ts';
import type { FieldError, FieldPath } from '../../../../apimachinery/index.ts';
import { checkNodeSelector } from '../core/affinity.ts';

/** What is wrong with the nodes that are selected for devices. */
export function nodeSelectorErrors(selector: V1NodeSelector, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  checkNodeSelector(errors, at, selector);
  return errors;
}
