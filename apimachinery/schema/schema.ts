/**
 * The one schema shape: it serves validation, defaulting, pruning, strategic merge, OpenAPI and `explain`, for
 * built-in and custom kinds alike. A structural schema in Kubernetes' sense, with the x-kubernetes extensions by
 * plain names. Immutable.
 */
export interface Schema {
  /** What the values are. Absent: anything (RawExtension, JSON, FieldsV1). */
  readonly type?:
    | 'object'
    | 'array'
    | 'string'
    | 'integer'
    | 'number'
    | 'boolean'
    | 'int-or-string'
    | 'quantity';
  /** `int32`, `int64`, `double`, `byte`, `date-time` (metav1.Time), `date-time-micro` (metav1.MicroTime). */
  readonly format?: string;
  /** Name of the definition this schema was resolved from, `io.k8s.api.apps.v1.DeploymentSpec`; on definitions' roots only. */
  readonly definition?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  /** How Go declares the properties of one of Kubernetes' own types. */
  readonly goFields?: ReadonlyMap<string, GoField>;
  /** Values of a map. With `properties` absent, an object is a map of these. */
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  /** Of a field that Go fills with a JSON schema or something else. Only decoding asks; to all others it can be anything. */
  readonly schemaOr?: SchemaOr;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** The bounds themselves are outside. */
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  /** What a value must be besides: each of them says only what it adds, and mostly no type. */
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  /** x-kubernetes-list-type. Default atomic. */
  readonly listType?: 'atomic' | 'set' | 'map';
  /** x-kubernetes-list-map-keys. */
  readonly listMapKeys?: readonly string[];
  /** x-kubernetes-map-type. */
  readonly mapType?: 'atomic' | 'granular';
  /** x-kubernetes-patch-strategy, comma separated: `merge`, `retainKeys`, `merge,retainKeys`, `replace`. */
  readonly patchStrategy?: string;
  /** x-kubernetes-patch-merge-key. */
  readonly patchMergeKey?: string;
  /** x-kubernetes-preserve-unknown-fields. */
  readonly preserveUnknownFields?: boolean;
  /** x-kubernetes-embedded-resource. */
  readonly embeddedResource?: boolean;
  /** x-kubernetes-validations. */
  readonly validations?: readonly ValidationRule[];
}

/**
 * What stands in a field: a JSON schema, or a list of them, a boolean, or a list of names. Go reads the schema with a
 * decoder of its own, which is not strict. Mirrors k8s.io/apiextensions-apiserver pkg/apis/apiextensions/v1
 * (JSONSchemaPropsOrArray and its siblings).
 */
export interface SchemaOr {
  readonly schema: Schema;
  readonly other: 'Array' | 'Bool' | 'StringArray';
}

/** An expression in CEL that must be true of a value. */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  /** An expression that makes the message. */
  readonly messageExpression?: string;
  readonly reason?:
    | 'FieldValueInvalid'
    | 'FieldValueForbidden'
    | 'FieldValueRequired'
    | 'FieldValueDuplicate';
  /** The field within the value that the error is of: `.spec.names['a']`. */
  readonly fieldPath?: string;
  /** oldSelf is an optional value, and the rule is asked also where there was none. */
  readonly optionalOldSelf?: boolean;
}

/** `additionalProperties: true`: values of any type, whose own members are unknown. */
export const anyMember: Schema = Object.freeze({ nullable: true, properties: Object.freeze({}) });

/** `additionalProperties: false`. */
export const noMember: Schema = Object.freeze({
  nullable: true,
  properties: Object.freeze({}),
  not: Object.freeze({}),
});

/**
 * When JSON has a field, by how Go declares it: a pointer wherever it was `given`; a value left out when empty only
 * where it is not `zero`; any other value `always`, even if the bytes do not say it. A time and raw JSON that are no
 * pointers are `hidden` until they are given: bytes have them always.
 */
export type Presence = 'given' | 'nonzero' | 'always' | 'hidden';

/** What Go says of a field and no schema does. */
export interface GoField {
  readonly presence: Presence;
  /** JSON has null where there is no value. */
  readonly isNullable: boolean;
  /** The name of its type, where that is not what its schema says: `v1.PullPolicy`, `[]v1.Capability`. */
  readonly type: string | undefined;
  /** The embedded structs it is reached through: `['VolumeSource']`. */
  readonly embeddedIn: readonly string[];
  /** What else may stand where a JSON schema may. */
  readonly schemaOr: SchemaOr['other'] | undefined;
}
