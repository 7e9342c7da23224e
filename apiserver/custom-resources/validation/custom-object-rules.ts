import {
  Correlation,
  type FieldError,
  FieldPath,
  type KubeObject,
  listTypeErrors,
  type Schema,
  schemaErrors,
} from '../../../apimachinery/index.ts';
import { embeddedResourceErrors } from './embedded-resources.ts';

/** What is wrong with an object, and what its client is told of though it is let through. */
export interface Findings {
  readonly errors: readonly FieldError[];
  readonly warnings: readonly string[];
}

/** What is true of the objects of one version of a custom kind. */
export interface CustomKind {
  /** As the definition declares it. */
  readonly schema: Schema;
  /** What the paths of the scale subresource may not lead to. */
  readonly scale?: {
    readonly specErrors: (object: KubeObject) => readonly FieldError[];
    readonly statusErrors: (object: KubeObject) => readonly FieldError[];
  };
}

/**
 * All that may be wrong with an object of a custom kind but its metadata, in Kubernetes' order.
 * Mirrors k8s.io/apiextensions-apiserver pkg/registry/customresource (customResourceStrategy, statusStrategy).
 */
export class CustomObjectRules {
  readonly #kind: CustomKind;

  constructor(kind: CustomKind) {
    this.#kind = kind;
  }

  create(object: KubeObject): Findings {
    const { schema } = this.#kind;
    const errors = [
      ...schemaErrors(schema, object),
      ...this.#scaleErrors(object),
      ...embeddedResourceErrors(schema, object, FieldPath.root),
      ...listTypeErrors(schema, object),
    ];
    return { errors, warnings: [] };
  }

  /** What has not changed is let through, though a new object could not have it. */
  update(object: KubeObject, old: KubeObject): Findings {
    const { schema } = this.#kind;
    const correlation = new Correlation(object, old, schema);
    const errors = [
      ...schemaErrors(schema, object, undefined, correlation),
      ...this.#scaleErrors(object),
      ...embeddedResourceErrors(schema, object, FieldPath.root),
      ...this.#newListTypeErrors(object, old),
    ];
    return { errors, warnings: [] };
  }

  /** The same for a change of the status only. */
  updateStatus(object: KubeObject, old: KubeObject): Findings {
    const { schema, scale } = this.#kind;
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
    return { errors, warnings: [] };
  }

  #scaleErrors(object: KubeObject): readonly FieldError[] {
    const { scale } = this.#kind;
    return scale === undefined ? [] : [...scale.specErrors(object), ...scale.statusErrors(object)];
  }

  /** Lists that were wrong before are not looked at. */
  #newListTypeErrors(object: KubeObject, old: KubeObject): readonly FieldError[] {
    const errors = listTypeErrors(this.#kind.schema, object);
    return errors.length > 0 && listTypeErrors(this.#kind.schema, old).length === 0 ? errors : [];
  }
}
