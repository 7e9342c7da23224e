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
  const left = countedPairs(constraints);
  for (const [index, constraint] of constraints.entries()) {
    const at = path.index(index);
    const { topologyKey = '', whenUnsatisfiable = '', labelSelector } = constraint;
    checkPositive(errors, at, 'maxSkew', constraint.maxSkew);
    if (topologyKey === '') errors.push(fieldRequired(at.child('topologyKey'), 'can not be empty'));
    checkWord(errors, at, 'whenUnsatisfiable', whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']);
    const pair = pairOf(constraint);
    const others = (left.get(pair) ?? 1) - 1;
    left.set(pair, others);
    if (others > 0) {
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

function countedPairs(constraints: readonly V1TopologySpreadConstraint[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const pair of constraints.map(pairOf)) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  return counts;
}

function pairOf({ topologyKey = '', whenUnsatisfiable = '' }: V1TopologySpreadConstraint): string {
  return `{${topologyKey}, ${whenUnsatisfiable}}`;
}
