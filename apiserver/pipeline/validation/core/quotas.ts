import { internalValue, type V1ResourceQuota, type V1ResourceQuotaSpec } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldImmutable,
  fieldInvalid,
  fieldPath,
  fieldRequired,
} from '../../../../apimachinery/index.ts';
import { tell, when } from '../tell.ts';
import { amountErrors } from './amounts.ts';
import { isStandardQuotaResource, quotaResourceName } from './resource-names.ts';

const path = fieldPath('spec');
const scopesPath = path.child('scopes');
const selectorPath = path.child('scopeSelector', 'matchExpressions');

/** Mirrors kubernetes pkg/apis/core/validation (ValidateResourceQuota). */
export function quotaErrors({ spec = {} }: V1ResourceQuota): FieldError[] {
  return [...hardErrors(spec.hard, path.child('hard')), ...scopesErrors(spec), ...selectorErrors(spec)];
}

/** Mirrors ValidateResourceQuotaUpdate. */
export function quotaUpdateErrors(quota: V1ResourceQuota, old: V1ResourceQuota): FieldError[] {
  const scopes = quota.spec?.scopes ?? [];
  const before = new Set(old.spec?.scopes);
  const isSame = new Set(scopes).size === before.size && scopes.every((scope) => before.has(scope));
  return [
    ...quotaErrors(quota),
    ...when(!isSame, () => fieldImmutable(scopesPath, quota.spec?.scopes ?? null)),
  ];
}

/** Mirrors ValidateResourceQuotaStatusUpdate. */
export function quotaStatusErrors({ status = {} }: V1ResourceQuota): FieldError[] {
  const at = fieldPath('status');
  return [...hardErrors(status.hard, at.child('hard')), ...hardErrors(status.used, at.child('used'))];
}

function hardErrors(hard: Readonly<Record<string, string>> = {}, at: FieldPath): FieldError[] {
  return Object.entries(hard).flatMap(([name, amount]) => [
    ...tell(at.key(name), name, quotaResourceName(name)),
    ...amountErrors(name, amount, at.key(name)),
  ]);
}

const ofPods = ['pods', ...['', 'limits.', 'requests.'].flatMap((of) => [`${of}cpu`, `${of}memory`])];
const ofClaims = ['persistentvolumeclaims', 'requests.storage'];

/** The resources that each scope can be about. */
const resourcesOf: Readonly<Record<string, readonly string[]>> = {
  Terminating: ofPods,
  NotTerminating: ofPods,
  NotBestEffort: ofPods,
  PriorityClass: ofPods,
  CrossNamespacePodAffinity: ofPods,
  BestEffort: ['pods'],
  VolumeAttributesClass: ofClaims,
};

/** How often a scope is about none of a quota's resources. */
function unfitCount(scope: string, { hard = {} }: V1ResourceQuotaSpec): number {
  const fits = resourcesOf[scope];
  if (fits === undefined) return 0;
  return Object.keys(hard).filter((name) => isStandardQuotaResource(name) && !fits.includes(name)).length;
}

function scopesErrors(spec: V1ResourceQuotaSpec): FieldError[] {
  const { scopes = [] } = spec;
  const error = (says: string) => fieldInvalid(scopesPath, scopes, says);
  const each = scopes.flatMap((scope) => [
    ...when(!(scope in resourcesOf), () => error('unsupported scope')),
    ...Array.from({ length: unfitCount(scope, spec) }, () => error('unsupported scope applied to resource')),
  ]);
  return [...each, ...conflictErrors(scopes, scopesPath, scopes)];
}

function conflictErrors(
  scopes: readonly string[],
  at: FieldPath,
  told: readonly string[] | null,
): FieldError[] {
  const pairs = [
    ['BestEffort', 'NotBestEffort'],
    ['Terminating', 'NotTerminating'],
  ];
  return pairs.flatMap((pair) =>
    when(
      pair.every((scope) => scopes.includes(scope)),
      () => fieldInvalid(at, told, 'conflicting scopes'),
    ),
  );
}

const mustExist =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
const withoutValues = new Set([
  'BestEffort',
  'NotBestEffort',
  'Terminating',
  'NotTerminating',
  'CrossNamespacePodAffinity',
]);

/** Kubernetes tells of these without their place in the list. */
function selectorErrors(spec: V1ResourceQuotaSpec): FieldError[] {
  const { matchExpressions = [] } = spec.scopeSelector ?? {};
  const errors = matchExpressions.flatMap(({ scopeName = '', operator = '', values = [] }) => [
    ...when(!(scopeName in resourcesOf), () =>
      fieldInvalid(selectorPath.child('scopeName'), scopeName, 'unsupported scope'),
    ),
    ...Array.from({ length: unfitCount(scopeName, spec) }, () =>
      fieldInvalid(
        selectorPath,
        internalValue('ScopeSelector', spec.scopeSelector),
        'unsupported scope applied to resource',
      ),
    ),
    ...when(withoutValues.has(scopeName) && operator !== 'Exists', () =>
      fieldInvalid(selectorPath.child('operator'), operator, mustExist),
    ),
    ...operatorErrors(operator, values),
  ]);
  const names = matchExpressions.map(({ scopeName }) => scopeName);
  return [...errors, ...conflictErrors(names, selectorPath, spec.scopes ?? null)];
}

function operatorErrors(operator: string, values: readonly string[]): FieldError[] {
  const at = selectorPath.child('values');
  switch (operator) {
    case 'In':
    case 'NotIn': {
      const says = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
      return when(values.length === 0, () => fieldRequired(at, says));
    }
    case 'Exists':
    case 'DoesNotExist': {
      const says = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
      return when(values.length > 0, () => fieldInvalid(at, values, says));
    }
    default:
      return [fieldInvalid(selectorPath.child('operator'), operator, 'not a valid selector operator')];
  }
}
