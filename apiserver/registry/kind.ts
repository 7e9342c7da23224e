import {
  commonFields,
  computeDefaults,
  type Defaulter,
  isCustom,
  type ServedResource,
  schemaFor,
} from '../../api/index.ts';
import {
  apiVersionOf,
  applyDefaults,
  type FieldError,
  fieldLabelNotSupported,
  type KubeObject,
  type Schema,
} from '../../apimachinery/index.ts';
import { ReservedValues } from '../pipeline/strategies/index.ts';
import { valueErrors } from '../pipeline/validation/index.ts';
import { internalType } from '../request/body-type.ts';
import { nameAndCreation } from '../respond/tables/index.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import { conversionFor } from './conversion.ts';
import type { KindDefinition, ServedKind } from './served-kind.ts';

/** A definition over its storage. The schema is read when it is first needed: most kinds are never asked for. */
export class Kind implements ServedKind {
  readonly resource: ServedResource;
  readonly apiVersion: string;
  readonly strategy: ServedKind['strategy'];
  readonly hasStatus: boolean;
  readonly printer: ServedKind['printer'];
  readonly scale: ServedKind['scale'];
  readonly subresources: ServedKind['subresources'];
  readonly selectableFields: ServedKind['selectableFields'];
  readonly unknownField: ServedKind['unknownField'];
  readonly triggerField: string | undefined;
  readonly deprecation: string | undefined;
  readonly verbs: readonly string[];
  readonly hidden: boolean;
  readonly returnsDeleted: boolean;
  readonly storage: ObjectStorage;
  readonly conversion: ServedKind['conversion'];
  readonly defaulter: Defaulter | undefined;
  readonly #warnings: KindDefinition['warnings'];
  #schema: Schema | undefined;
  #reserved: ReservedValues | undefined;

  constructor(definition: KindDefinition, storage: ObjectStorage) {
    const { resource } = definition;
    this.resource = resource;
    this.apiVersion = apiVersionOf(resource);
    this.strategy = definition.strategy ?? plainStrategy;
    this.hasStatus = resource.subresources.some(({ name }) => name === 'status');
    this.printer = definition.printer ?? nameAndCreation;
    this.scale = definition.scale;
    this.subresources = definition.subresources ?? [];
    this.selectableFields = definition.selectableFields ?? commonFields;
    this.unknownField = definition.unknownField ?? fieldLabelNotSupported;
    this.triggerField = definition.triggerField;
    this.deprecation = definition.deprecation;
    this.verbs = definition.verbs ?? resource.verbs;
    this.hidden = definition.hidden ?? false;
    this.returnsDeleted = definition.returnsDeleted ?? false;
    this.storage = storage;
    this.conversion = definition.conversion ?? conversionFor(resource);
    this.defaulter = definition.defaulter;
    this.#warnings = definition.warnings;
  }

  get schema(): Schema {
    const { resource } = this;
    this.#schema ??= resource.schema ?? schemaFor(resource.group, resource.version, resource.kind) ?? {};
    return this.#schema;
  }

  /** Made when it is first needed, for then there is a cache. */
  get reserved(): ReservedValues | undefined {
    const valuesOf = this.strategy.reserved;
    if (valuesOf === undefined) return undefined;
    this.#reserved ??= new ReservedValues(this.storage.cache, valuesOf);
    return this.#reserved;
  }

  get internalType(): string {
    return internalType(this.resource);
  }

  defaults(object: KubeObject, before?: KubeObject): KubeObject {
    const done = this.conversion === undefined && !isCustom(this.resource) ? before : undefined;
    const made = computeDefaults(this, applyDefaults(this.schema, object, done) as KubeObject, done);
    // A built-in kind is read into the one type behind all its versions, whose defaults every version shows.
    if (this.conversion === undefined || isCustom(this.resource)) return made;
    return this.conversion.fromStored(this.conversion.toStored(made));
  }

  valueErrors(object: KubeObject, old?: KubeObject): readonly FieldError[] {
    return valueErrors(this.schema, object, old);
  }

  warnings(object: KubeObject, old?: KubeObject): readonly string[] {
    return this.#warnings?.(object, old) ?? [];
  }
}

const plainStrategy: ServedKind['strategy'] = {};
