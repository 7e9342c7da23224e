import type { V1LabelSelector } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  validateLabelName,
} from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';

interface KeyedSelector {
  readonly labelSelector?: V1LabelSelector;
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
}

/**
 * Labels that pods must have in common, or must not, besides what a selector says. Mirrors
 * ValidateMatchLabelKeysAndMismatchLabelKeys.
 */
export function checkLabelKeys(errors: Errors, path: FieldPath, keyed: KeyedSelector): void {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = keyed;
  checkKeys(errors, path.child('matchLabelKeys'), matchLabelKeys, labelSelector);
  checkKeys(errors, path.child('mismatchLabelKeys'), mismatchLabelKeys, labelSelector);
  if (matchLabelKeys.length === 0) return;
  const places = new Map(matchLabelKeys.map((key, index) => [key, index]));
  const selected = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  for (const { key = '' } of labelSelector?.matchExpressions ?? []) {
    // An expression was made of the key already where it is asked for once more.
    const index = places.get(key);
    if (index !== undefined && selected.has(key)) {
      errors.push(fieldInvalid(path.index(index), key, 'exists in both matchLabelKeys and labelSelector'));
    }
    selected.add(key);
  }
  const others = new Set(mismatchLabelKeys);
  for (const [index, key] of matchLabelKeys.entries()) {
    if (!others.has(key)) continue;
    const at = path.child('matchLabelKeys').index(index);
    errors.push(fieldInvalid(at, key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
  }
}

function checkKeys(
  errors: Errors,
  path: FieldPath,
  keys: readonly string[],
  selector: V1LabelSelector | undefined,
): void {
  if (keys.length > 0 && selector === undefined) {
    errors.push(fieldForbidden(path, 'must not be specified when labelSelector is not set'));
    return;
  }
  for (const [index, key] of keys.entries()) errors.push(...validateLabelName(key, path.index(index)));
}
