import type { V1Lease } from '../../../../api/index.ts';
import {
  type FieldError,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  mustNotBeNegative,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { isEmpty, tell, when } from '../tell.ts';

const path = fieldPath('spec');

/** Mirrors kubernetes pkg/apis/coordination/validation (ValidateLease). */
export function leaseErrors({ spec = {} }: V1Lease): FieldError[] {
  const { leaseDurationSeconds: seconds, leaseTransitions: count, strategy, preferredHolder } = spec;
  const holder = 'may only be specified if `strategy` is defined';
  return [
    ...when(seconds !== undefined && seconds <= 0, () =>
      fieldInvalid(path.child('leaseDurationSeconds'), seconds, 'must be greater than 0'),
    ),
    ...when(count !== undefined && count < 0, () =>
      fieldInvalid(path.child('leaseTransitions'), count, mustNotBeNegative),
    ),
    ...(strategy === undefined ? [] : strategyErrors(strategy)),
    ...when(!isEmpty(preferredHolder) && isEmpty(strategy), () =>
      fieldForbidden(path.child('preferredHolder'), holder),
    ),
  ];
}

/** Kubernetes names the field twice. Mirrors ValidateCoordinatedLeaseStrategy. */
function strategyErrors(strategy: string): FieldError[] {
  const at = path.child('strategy', 'strategy');
  const own = ['OldestEmulationVersion'];
  if (strategy.includes('/')) return tell(at, strategy, validateQualifiedName(strategy));
  return when(!own.includes(strategy), () => fieldNotSupported(at, strategy, own));
}
