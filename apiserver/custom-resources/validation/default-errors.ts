import type { V1JSONSchemaProps } from '../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  FieldPath,
  fieldErrorsText,
  fieldInvalid,
  isObject,
  pruneUnknown,
  type Schema,
  schemaErrors,
} from '../../../apimachinery/index.ts';
import { declaredSchema } from '../../../component-helpers/index.ts';
import { embeddedResourceErrors, resourceErrors } from './embedded-resources.ts';
import { RuleBudget } from './rule-budget.ts';
import { someSchema } from './schemas-within.ts';
import { rulesErrors } from './validation-rules.ts';

type Props = V1JSONSchemaProps;

/** Puts a value where a schema stands within a resource. */
type Surround = (value: unknown) => unknown;

/**
 * What is wrong with the defaults of a schema: they are values of it, without unknown fields.
 * Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema/defaulting (ValidateDefaults). Differs: a format that
 * Kubernetes does not know is never named.
 */
export function defaultErrors(schema: Props, path: FieldPath): FieldError[] {
  if (!someSchema(schema, hasDefault)) return [];
  const root = { ...schema, 'x-kubernetes-embedded-resource': true };
  return errorsOf(root, path, { inside: false, surround: asResource, budget: new RuleBudget() });
}

function hasDefault(schema: Props): boolean {
  return schema.default !== undefined && schema.default !== null;
}

interface Place {
  /** Within what tells of a resource's type or metadata. */
  readonly inside: boolean;
  readonly surround: Surround;
  readonly budget: RuleBudget;
}

/** The parts of a type that are not said. */
const someType = { apiVersion: 'validation/v1', kind: 'Validation' };

const asResource: Surround = (value) => ({ ...someType, ...(value as object) });

function errorsOf(schema: Props, path: FieldPath, place: Place): FieldError[] {
  const isResource = schema['x-kubernetes-embedded-resource'] === true;
  const { inside, surround } = isResource ? { inside: false, surround: asResource } : place;
  const { budget } = place;
  const { items, properties = {} } = schema;
  return [
    ...(schema.default === undefined || schema.default === null
      ? []
      : ownErrors(declaredSchema(schema), path.child('default'), { inside, surround, budget })),
    ...(!isObject(items)
      ? []
      : errorsOf(items, path.child('items'), { inside, surround: (value) => surround([value]), budget })),
    ...Object.entries(properties).flatMap(([name, member]) =>
      errorsOf(member, path.child('properties').key(name), {
        inside: inside || (isResource && ['metadata', 'apiVersion', 'kind'].includes(name)),
        surround: (value) => surround({ [name]: value }),
        budget,
      }),
    ),
  ];
}

function ownErrors(schema: Schema, path: FieldPath, { inside, surround, budget }: Place): FieldError[] {
  const { default: value } = schema;
  const values = () => valueErrors(schema, path, budget);
  if (inside) {
    const errors = resourceErrors(surround(value) as Readonly<Record<string, unknown>>, FieldPath.root);
    const says = `must result in valid metadata: ${fieldErrorsText(errors)}`;
    return errors.length > 0 ? [fieldInvalid(path, value, says)] : values();
  }
  const unknown = deepEqual(pruneUnknown(schema, value).value, value)
    ? []
    : [fieldInvalid(path, value, 'must not have unknown fields')];
  const resources = embeddedResourceErrors(schema, value, path);
  return [...unknown, ...(resources.length > 0 ? resources : values())];
}

/** By the schema, then by its rules: as if the value had been there before, and as if it had not. */
function valueErrors(schema: Schema, path: FieldPath, budget: RuleBudget): FieldError[] {
  const { default: value } = schema;
  const errors = schemaErrors(asChecked(schema), value, String(path));
  if (errors.length > 0 || budget.isOverdrawn) return errors;
  const isResource = schema.embeddedResource === true;
  const unchanged = rulesErrors(schema, isResource, value, value, path, budget);
  return unchanged.length > 0 ? unchanged : rulesErrors(schema, isResource, value, undefined, path, budget);
}

/** Defaults of integers or strings are not asked for their type. */
function asChecked(schema: Schema): Schema {
  if (schema.type !== 'int-or-string') return schema;
  const { type: _, ...untyped } = schema;
  return untyped;
}
