import type { V1PriorityClass } from '../../../../api/index.ts';
import {
  type FieldError,
  fieldForbidden,
  fieldImmutable,
  fieldPath,
} from '../../../../apimachinery/index.ts';
import { requireWord, when } from '../tell.ts';

const userValueMax = 1_000_000_000;
const systemPrefix = 'system-';
const policyPath = fieldPath('preemptionPolicy');

/** Those that every cluster has. Mirrors kubernetes pkg/apis/scheduling/v1 (SystemPriorityClasses). */
export const systemPriorityClasses: Readonly<Record<string, Pick<V1PriorityClass, 'value' | 'description'>>> =
  {
    'system-node-critical': {
      value: 2_000_001_000,
      description: 'Used for system critical pods that must not be moved from their current node.',
    },
    'system-cluster-critical': {
      value: 2_000_000_000,
      description:
        'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    },
  };

/** Mirrors kubernetes pkg/apis/scheduling/validation (ValidatePriorityClass). */
export function priorityClassErrors(priorityClass: V1PriorityClass): FieldError[] {
  const { metadata, value = 0, preemptionPolicy: policy } = priorityClass;
  const isReserved = metadata?.name?.startsWith(systemPrefix) === true;
  const why = isReserved ? whyNotSystem(priorityClass) : undefined;
  const reserved = `priority class names with '${systemPrefix}' prefix are reserved for system use only. error: ${why}`;
  const most = `maximum allowed value of a user defined priority is ${userValueMax}`;
  return [
    ...when(why !== undefined, () => fieldForbidden('metadata.name', reserved)),
    ...when(!isReserved && value > userValueMax, () => fieldForbidden('value', most)),
    ...(policy === undefined ? [] : requireWord(policyPath, policy, ['PreemptLowerPriority', 'Never'])),
  ];
}

/** Mirrors IsKnownSystemPriorityClass. */
function whyNotSystem({ metadata, value = 0, globalDefault = false }: V1PriorityClass): string | undefined {
  const { name = '' } = metadata ?? {};
  const known = systemPriorityClasses[name]?.value;
  if (known === undefined) return `${name} is not a known system priority class`;
  if (value !== known) return `value of ${name} PriorityClass must be ${known}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

/** Mirrors ValidatePriorityClassUpdate. */
export function priorityClassUpdateErrors(
  priorityClass: V1PriorityClass,
  old: V1PriorityClass,
): FieldError[] {
  const { value = 0, preemptionPolicy } = priorityClass;
  return [
    ...when(value !== (old.value ?? 0), () => fieldForbidden('value', 'may not be changed in an update.')),
    ...when(preemptionPolicy !== old.preemptionPolicy, () =>
      fieldImmutable(policyPath, preemptionPolicy ?? null),
    ),
  ];
}
