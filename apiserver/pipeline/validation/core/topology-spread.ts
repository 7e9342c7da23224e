import type { V1TopologySpreadConstraint } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldDuplicate,
  fieldInvalid,
  fieldRequired,
  type LabelSelector,
  validateLabelSelector,
} from '../../../../apimachinery/index.ts';
import { checkGivenWord, checkPositive, checkWord, type Errors } from '../checks.ts';
import { checkLabelKeys } from './label-keys.ts';

const policies = ['Honor', 'Ignore'];

/** Mirrors validateTopologySpreadConstraints. */
export function checkSpread(
  errors: Errors,
  path: FieldPath,
  constraints: readonly V1TopologySpreadConstraint[] = [],
): void {
  for (const [index, constraint] of constraints.entries()) {
    const at = path.index(index);
    const { topologyKey = '', whenUnsatisfiable = '', labelSelector } = constraint;
    checkPositive(errors, at, 'maxSkew', constraint.maxSkew);
    if (topologyKey === '') errors.push(fieldRequired(at.child('topologyKey'), 'can not be empty'));
    checkWord(errors, at, 'whenUnsatisfiable', whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']);
    const isRepeated = constraints
      .slice(index + 1)
      .some(
        (other) =>
          (other.topologyKey ?? '') === topologyKey && (other.whenUnsatisfiable ?? '') === whenUnsatisfiable,
      );
    if (isRepeated) {
      const pair = `{${topologyKey}, ${whenUnsatisfiable}}`;
      errors.push(fieldDuplicate(at.child('{topologyKey, whenUnsatisfiable}'), pair));
    }
    checkMinDomains(errors, at, constraint);
    checkGivenWord(errors, at, 'nodeAffinityPolicy', constraint.nodeAffinityPolicy, policies);
    checkGivenWord(errors, at, 'nodeTaintsPolicy', constraint.nodeTaintsPolicy, policies);
    checkLabelKeys(errors, at, constraint);
    errors.push(
      ...validateLabelSelector(labelSelector as LabelSelector | undefined, at.child('labelSelector')),
    );
  }
}

function checkMinDomains(
  errors: Errors,
  path: FieldPath,
  { minDomains, whenUnsatisfiable = '' }: V1TopologySpreadConstraint,
): void {
  if (minDomains === undefined) return;
  checkPositive(errors, path, 'minDomains', minDomains);
  if (whenUnsatisfiable === 'DoNotSchedule') return;
  const says = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
  errors.push(fieldInvalid(path.child('minDomains'), minDomains, says));
}
