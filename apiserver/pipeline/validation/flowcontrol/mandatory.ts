import {
  internalEqual,
  internalValue,
  type V1FlowSchema,
  type V1PriorityLevelConfiguration,
} from '../../../../api/index.ts';
import { type FieldError, fieldInvalid, fieldPath } from '../../../../apimachinery/index.ts';

const all = ['*'];

/** Whatever these groups ask. */
export function everythingOf(...groups: readonly string[]) {
  return [
    {
      subjects: groups.map((name) => ({ kind: 'Group', group: { name } })),
      resourceRules: [{ verbs: all, apiGroups: all, resources: all, namespaces: all, clusterScope: true }],
      nonResourceRules: [{ verbs: all, nonResourceURLs: all }],
    },
  ];
}

export type SchemaSpec = NonNullable<V1FlowSchema['spec']>;
export type LevelSpec = NonNullable<V1PriorityLevelConfiguration['spec']>;

/** What a server needs to answer at all. Mirrors k8s.io/apiserver pkg/apis/flowcontrol/bootstrap. */
export const mandatorySchemas: Readonly<Record<string, SchemaSpec>> = {
  exempt: {
    matchingPrecedence: 1,
    priorityLevelConfiguration: { name: 'exempt' },
    rules: everythingOf('system:masters'),
  },
  'catch-all': {
    matchingPrecedence: 10_000,
    priorityLevelConfiguration: { name: 'catch-all' },
    distinguisherMethod: { type: 'ByUser' },
    rules: everythingOf('system:unauthenticated', 'system:authenticated'),
  },
};

export const mandatoryLevels: Readonly<Record<string, LevelSpec>> = {
  exempt: { type: 'Exempt' },
  'catch-all': {
    type: 'Limited',
    limited: { nominalConcurrencyShares: 5, lendablePercent: 0, limitResponse: { type: 'Reject' } },
  },
};

export function fixedSchemaErrors({ metadata, spec }: V1FlowSchema): FieldError[] {
  const { name = '' } = metadata ?? {};
  const fixed = Object.hasOwn(mandatorySchemas, name) ? mandatorySchemas[name] : undefined;
  const type = 'FlowSchemaSpec';
  if (fixed === undefined || internalEqual(type, fixed, spec)) return [];
  const says = `spec of '${name}' must equal the fixed value`;
  return [fieldInvalid(fieldPath('spec'), internalValue(type, spec), says)];
}

/** Mirrors ValidateIfMandatoryPriorityLevelConfigurationObject. */
export function fixedLevelErrors({ metadata, spec }: V1PriorityLevelConfiguration): FieldError[] {
  const { name = '' } = metadata ?? {};
  const fixed = Object.hasOwn(mandatoryLevels, name) ? mandatoryLevels[name] : undefined;
  const type = 'PriorityLevelConfigurationSpec';
  const { exempt, ...others } = spec ?? { type: '' };
  const isExempt = name === 'exempt';
  if (fixed === undefined || internalEqual(type, fixed, isExempt ? others : spec)) return [];
  const but = isExempt ? " except the 'spec.exempt' field" : '';
  const says = `spec of '${name}'${but} must equal the fixed value`;
  return [fieldInvalid(fieldPath('spec'), internalValue(type, spec), says)];
}
