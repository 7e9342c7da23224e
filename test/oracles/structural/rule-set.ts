import type { V1JSONSchemaProps } from '../../../api/index.ts';
import {
  applyDefaults,
  decodeBySchema,
  deepFreeze,
  type FieldError,
  fieldErrorText,
  formatTest,
  isObject,
  type KubeObject,
  nameIsDnsSubdomain,
  validateObjectMeta,
} from '../../../apimachinery/index.ts';
import type { Definition } from '../../../apiserver/custom-resources/definition.ts';
import { structuralSchema } from '../../../apiserver/custom-resources/schema/structural-schema.ts';
import { CustomObjectRules } from '../../../apiserver/custom-resources/validation/custom-object-rules.ts';
import {
  definitionErrors,
  definitionUpdateErrors,
} from '../../../apiserver/custom-resources/validation/definition-errors.ts';
import { definitionWarnings } from '../../../apiserver/custom-resources/validation/definition-warnings.ts';
import { declaredSchema } from '../../../component-helpers/index.ts';
import type { RuleSet } from '../kit/rule-cases.ts';
import { casesByRule } from './cases.ts';
import { prepared, withDefaults } from './prepared-definition.ts';

/** What Kubernetes makes of definitions of custom resources, and of their objects. Where it gives up it is no judge. */
export const structuralRules: RuleSet = {
  directory: import.meta.dirname,
  prefix: 'structural',
  cases: casesByRule,
  ours: (rule, input, judged) =>
    isObject(judged) && 'panic' in judged ? judged : ordered(answers[rule]?.(input as never), judged),
};

interface Change {
  readonly schema: V1JSONSchemaProps;
  readonly object: object;
  readonly old: object;
}

const answers: Readonly<Record<string, (input: never) => unknown>> = {
  formats: ({ formats, text }: { formats: readonly string[]; text: string }) =>
    formats.filter((format) => formatTest(format)?.(text)),
  decode({ schema, object }: Change) {
    const structural = structuralSchema(schema);
    const { value, unknown } = decodeBySchema(structural, deepFreeze(object));
    return { object: applyDefaults(structural, value), unknown };
  },
  create: ({ schema, object }: Change) => texts(rulesOf(schema).create(whole(object))),
  update: ({ schema, object, old }: Change) => texts(rulesOf(schema).update(whole(object), whole(old))),
  status: ({ schema, object, old }: Change) => texts(rulesOf(schema).status(whole(object), whole(old))),
  definition(definition: Definition) {
    const made = prepared(definition);
    return {
      errors: texts([...metadataErrors(made), ...definitionErrors(made)]),
      warnings: definitionWarnings(made),
    };
  },
  'definition-update'({ definition, old }: { definition: Definition; old: Definition }) {
    const before = withDefaults(old);
    const after = prepared(definition, before);
    return {
      errors: texts(definitionUpdateErrors(after, before as Definition)),
      warnings: definitionWarnings(after, before as Definition),
    };
  },
};

function metadataErrors({ metadata = {} }: Definition): readonly FieldError[] {
  return validateObjectMeta(metadata, false, nameIsDnsSubdomain);
}

function rulesOf(schema: V1JSONSchemaProps): CustomObjectRules {
  return new CustomObjectRules({ schema: () => declaredSchema(schema) });
}

function whole(object: object): KubeObject {
  return deepFreeze({
    ...object,
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'a', namespace: 'b', resourceVersion: '1' },
  }) as KubeObject;
}

function texts(errors: readonly FieldError[]): readonly string[] {
  return errors.map(fieldErrorText);
}

/** Go walks maps in any order: what is told of their members has none. Ours is as judged where only the order differs. */
function ordered(ours: unknown, judged: unknown): unknown {
  if (Array.isArray(ours) && Array.isArray(judged)) return sameItems(ours, judged) ? judged : ours;
  if (typeof ours !== 'object' || ours === null || typeof judged !== 'object' || judged === null) return ours;
  const theirs = judged as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(ours).map(([name, value]) => [name, sameList(value, theirs[name])]),
  );
}

function sameList(ours: unknown, judged: unknown): unknown {
  return Array.isArray(ours) && Array.isArray(judged) && sameItems(ours, judged) ? judged : ours;
}

/** Paths of unknown metadata have the keys of maps in brackets, all others do not; ours never have. */
function sameItems(left: readonly unknown[], right: readonly unknown[]): boolean {
  const text = (items: readonly unknown[]): string =>
    JSON.stringify(
      items.map((item) => String(item).replace(/\[([a-z]+)\](?=.*\.metadata\.)/g, '.$1')).sort(),
    );
  return text(left) === text(right);
}
