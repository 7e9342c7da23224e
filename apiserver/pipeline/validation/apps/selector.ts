import type { V1LabelSelector } from '../../../../api/index.ts';
import { internalValue } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldInvalid,
  fieldRequired,
  type LabelMatcher,
  type LabelSelector,
  labelSelectorMatcher,
  noLabelSet,
  validateLabelSelector,
} from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';

/** The selector of a workload, of which an empty one selects what is not its own; `kind` is named then. */
export function checkSelector(
  errors: Errors,
  path: FieldPath,
  selector: V1LabelSelector | undefined,
  kind: string,
): void {
  if (selector === undefined) {
    errors.push(fieldRequired(path));
    return;
  }
  errors.push(...validateLabelSelector(selector as LabelSelector, path));
  checkSelectsSome(errors, path, selector, kind);
}

export function checkSelectsSome(
  errors: Errors,
  path: FieldPath,
  selector: V1LabelSelector,
  kind: string,
): void {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  if (Object.keys(matchLabels).length + matchExpressions.length > 0) return;
  errors.push(fieldInvalid(path, shownSelector(selector), `empty selector is invalid for ${kind}`));
}

/** Where no selector can be made of it, that is undefined; none at all selects nothing. */
export function matcherOf(selector: V1LabelSelector | undefined): LabelMatcher | undefined {
  if (selector === undefined) return noLabelSet;
  try {
    return labelSelectorMatcher(selector as LabelSelector);
  } catch {
    return undefined;
  }
}

/** A selector as messages show it. */
export function shownSelector(selector: V1LabelSelector | undefined) {
  return selector === undefined ? null : internalValue('LabelSelector', selector);
}
