import {
  Correlation,
  type FieldError,
  FieldPath,
  fieldInvalid,
  type KubeObject,
  listTypeErrors,
  type Schema,
  schemaErrors,
} from '../../../apimachinery/index.ts';
import type { Validator } from '../../pipeline/strategies/index.ts';
import type { ScaleRules } from '../scale-of-paths.ts';
import { embeddedResourceErrors } from './embedded-resources.ts';
import { leadsToRule, validationRuleErrors } from './validation-rules.ts';

/** What is true of the objects of one version of a custom kind. */
export interface CustomKind {
  /** As the definition declares it; asked for when it is needed, and the same every time. */
  readonly schema: () => Schema;
  /** What the paths of the scale subresource may not lead to. */
  readonly scale?: ScaleRules;
}

/**
 * All that may be wrong with an object of a custom kind but its metadata, in Kubernetes' order.
 * Mirrors k8s.io/apiextensions-apiserver pkg/registry/customresource (customResourceStrategy, statusStrategy).
 */
export class CustomObjectRules implements Validator {
  readonly #kind: CustomKind;

  constructor(kind: CustomKind) {
    this.#kind = kind;
  }

  create(object: KubeObject): FieldError[] {
    const schema = this.#kind.schema();
    const errors = [
      ...schemaErrors(schema, object),
      ...this.#scaleErrors(object),
      ...embeddedResourceErrors(schema, object, FieldPath.root),
      ...listTypeErrors(schema, object),
    ];
    return withRuleErrors(errors, schema, object, undefined);
  }

  /** What has not changed is let through, though a new object could not have it. */
  update(object: KubeObject, old: KubeObject): FieldError[] {
    const schema = this.#kind.schema();
    const correlation = new Correlation(object, old, schema);
    const errors = [
      ...schemaErrors(schema, object, undefined, correlation),
      ...this.#scaleErrors(object),
      ...embeddedResourceErrors(schema, object, FieldPath.root),
      ...this.#newListTypeErrors(object, old),
    ];
    return withRuleErrors(errors, schema, object, old, correlation);
  }

  /** The same for a change of the status only. */
  status(object: KubeObject, old: KubeObject): FieldError[] {
    const { scale } = this.#kind;
    const schema = this.#kind.schema();
    const correlation = new Correlation(object, old, schema);
    const { status } = object as { readonly status?: unknown };
    const declared = schema.properties?.status;
    const errors = [
      ...(status === undefined || declared === undefined
        ? []
        : schemaErrors(declared, status, 'status', correlation.key('status'))),
      ...(scale?.statusErrors(object) ?? []),
      ...this.#newListTypeErrors(object, old),
    ];
    return withRuleErrors(errors, schema, object, old, correlation);
  }

  #scaleErrors(object: KubeObject): readonly FieldError[] {
    const { scale } = this.#kind;
    return scale === undefined ? [] : [...scale.specErrors(object), ...scale.statusErrors(object)];
  }

  /** Lists that were wrong before are not looked at. */
  #newListTypeErrors(object: KubeObject, old: KubeObject): readonly FieldError[] {
    const schema = this.#kind.schema();
    const errors = listTypeErrors(schema, object);
    return errors.length > 0 && listTypeErrors(schema, old).length === 0 ? errors : [];
  }
}

/** Of errors these make values that rules cannot count on. */
const blocking: ReadonlySet<FieldError['type']> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
] as const);

function withRuleErrors(
  errors: FieldError[],
  schema: Schema,
  object: KubeObject,
  old: KubeObject | undefined,
  correlation?: Correlation,
): FieldError[] {
  if (!leadsToRule(schema)) return errors;
  if (errors.some(({ type }) => blocking.has(type))) {
    const says =
      'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
    return [...errors, fieldInvalid(undefined, null, says)];
  }
  return [...errors, ...validationRuleErrors(schema, object, old, correlation)];
}
