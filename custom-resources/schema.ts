import type { V1JSONSchemaProps, V1ValidationRule } from '../api/index.ts';
import type { KubeObject } from '../apimachinery/index.ts';

/** What values of a field look like: the schema that goes into a CustomResourceDefinition, and the type of who reads the field. */
export interface Schema<T = unknown, Optional extends boolean = boolean> {
  readonly openAPIV3Schema: V1JSONSchemaProps;
  readonly optional: Optional;
  readonly __value?: T;
}

/** What is common to all schemas. */
export interface SchemaOptions<T> {
  readonly description?: string;
  /** May be left out. So may be what has a default. */
  readonly optional?: boolean;
  /** What stands where it was left out. */
  readonly default?: T;
  /** May be null. */
  readonly nullable?: boolean;
  /** Rules in CEL that the API server checks: `{ rule: 'self.min <= self.max' }`. */
  readonly rules?: readonly V1ValidationRule[];
}

export interface StringOptions
  extends SchemaOptions<string>,
    Pick<V1JSONSchemaProps, 'format' | 'maxLength' | 'minLength' | 'pattern'> {
  /** No other value may be taken. */
  readonly enum?: readonly string[];
}

export interface NumberOptions
  extends SchemaOptions<number>,
    Pick<
      V1JSONSchemaProps,
      'exclusiveMaximum' | 'exclusiveMinimum' | 'format' | 'maximum' | 'minimum' | 'multipleOf'
    > {}

export interface ListSchemaOptions<Item>
  extends SchemaOptions<readonly Item[]>,
    Pick<V1JSONSchemaProps, 'maxItems' | 'minItems' | 'x-kubernetes-list-map-keys'> {
  /** How appliers share the list. Default: it belongs to one. */
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'map' | 'set';
}

export interface MapOptions<Value>
  extends SchemaOptions<Readonly<Record<string, Value>>>,
    Pick<V1JSONSchemaProps, 'maxProperties' | 'minProperties'> {}

/** The fields of an object. */
export type Fields = Readonly<Record<string, Schema>>;

/** The type of what a schema describes. */
export type Infer<S extends Schema> = S extends Schema<infer T, boolean> ? T : never;

export type NamesOf<F extends Fields, Optional extends boolean> = {
  [Name in keyof F]: F[Name] extends Schema<unknown, Optional> ? Name : never;
}[keyof F];

/** The type of an object with these fields. */
export type ObjectOf<F extends Fields> = {
  readonly [Name in NamesOf<F, false>]: Infer<F[Name]>;
} & { readonly [Name in NamesOf<F, true>]?: Infer<F[Name]> };

export type IsOptional<Options> = Options extends { readonly optional: true }
  ? true
  : Options extends { readonly default: unknown }
    ? true
    : false;

export type TextOf<Options> = Options extends { readonly enum: readonly (infer Value)[] } ? Value : string;

export type Described<T, Options> = Schema<
  Options extends { readonly nullable: true } ? T | null : T,
  IsOptional<Options>
>;

/**
 * Structural schemas, as those of CustomResourceDefinitions have to be:
 *
 *     schema.object({ replicas: schema.integer({ minimum: 1, default: 1 }), image: schema.string() })
 *
 * The options are the keywords of OpenAPI, by their names.
 */
export const schema = {
  string<const Options extends StringOptions>(options?: Options): Described<TextOf<Options>, Options> {
    return described({ type: 'string' }, options);
  },
  /** A whole number. */
  integer<const Options extends NumberOptions>(options?: Options): Described<number, Options> {
    return described({ type: 'integer' }, options);
  },
  number<const Options extends NumberOptions>(options?: Options): Described<number, Options> {
    return described({ type: 'number' }, options);
  },
  boolean<const Options extends SchemaOptions<boolean>>(options?: Options): Described<boolean, Options> {
    return described({ type: 'boolean' }, options);
  },
  /** A number of something, or a percentage; a port, or its name. */
  intOrString<const Options extends SchemaOptions<number | string>>(
    options?: Options,
  ): Described<number | string, Options> {
    return described({ 'x-kubernetes-int-or-string': true }, options);
  },
  /** A point in time, as text: RFC 3339. */
  time<const Options extends SchemaOptions<string>>(options?: Options): Described<string, Options> {
    return described({ type: 'string', format: 'date-time' }, options);
  },
  object<const F extends Fields, const Options extends SchemaOptions<object>>(
    fields: F,
    options?: Options,
  ): Described<ObjectOf<F>, Options> {
    return described(objectSchema(fields), options);
  },
  list<Item extends Schema, const Options extends ListSchemaOptions<Infer<Item>>>(
    items: Item,
    options?: Options,
  ): Described<readonly Infer<Item>[], Options> {
    return described({ type: 'array', items: items.openAPIV3Schema }, options);
  },
  /** An object whose keys the user chooses. */
  map<Value extends Schema, const Options extends MapOptions<Infer<Value>>>(
    values: Value,
    options?: Options,
  ): Described<Readonly<Record<string, Infer<Value>>>, Options> {
    return described({ type: 'object', additionalProperties: values.openAPIV3Schema }, options);
  },
  /** An object whose fields the API server keeps without knowing them. */
  unknownFields<const Options extends SchemaOptions<object>>(
    options?: Options,
  ): Described<Readonly<Record<string, unknown>>, Options> {
    return described({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, options);
  },
  /** Any Kubernetes object, with its apiVersion, kind and metadata. */
  embeddedObject<const Options extends SchemaOptions<object>>(
    options?: Options,
  ): Described<KubeObject & Readonly<Record<string, unknown>>, Options> {
    const keywords = { 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true };
    return described({ type: 'object', ...keywords }, options);
  },
  /** The conditions of a status: metav1.Condition, one of each type. */
  conditions<const Options extends ListSchemaOptions<Condition>>(
    options?: Options,
  ): Described<readonly Condition[], Options> {
    const keys = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] };
    return described({ type: 'array', items: condition().openAPIV3Schema, ...keys }, options);
  },
};

/** Mirrors metav1.Condition. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly observedGeneration?: number;
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}

function condition() {
  return schema.object({
    type: schema.string({ maxLength: 316 }),
    status: schema.string({ enum: ['True', 'False', 'Unknown'] }),
    observedGeneration: schema.integer({ format: 'int64', minimum: 0, optional: true }),
    lastTransitionTime: schema.time(),
    reason: schema.string({
      minLength: 1,
      maxLength: 1024,
      pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
    }),
    message: schema.string({ maxLength: 32768 }),
  });
}

/** The schema of an object with these fields: those that may not be left out are `required`. */
export function objectSchema(fields: Fields): V1JSONSchemaProps {
  const entries = Object.entries(fields);
  const required = entries.filter(([, { optional }]) => !optional).map(([name]) => name);
  const properties = Object.fromEntries(
    entries.map(([name, { openAPIV3Schema }]) => [name, openAPIV3Schema]),
  );
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
}

function described<T, Options extends SchemaOptions<unknown>>(
  base: V1JSONSchemaProps,
  options: Options | undefined,
): Described<T, Options> {
  const { optional = false, rules, ...keywords }: SchemaOptions<unknown> = options ?? {};
  const openAPIV3Schema = { ...base, ...keywords, ...(rules && { 'x-kubernetes-validations': rules }) };
  // What the type says of the options is what is computed here of the same.
  return { openAPIV3Schema, optional: optional || 'default' in keywords } as Described<T, Options>;
}
