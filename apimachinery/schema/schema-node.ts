import { compileOnce, isBuiltIn, isFree } from './compile-once.ts';
import type { Schema } from './schema.ts';

/** A schema prepared for walking values. Children are looked up when a value needs them: a schema may contain itself. */
export class SchemaNode {
  readonly schema: Schema;
  /** `free`: values can be anything, and are not looked into. */
  readonly kind: 'free' | 'object' | 'list' | 'scalar';
  /** Whether null is no value here, and decoding drops a member that has it. */
  readonly dropsNull: boolean;
  readonly keepsUnknown: boolean;
  readonly isResource: boolean;
  /** A list or a map, and not an object with members of its own. */
  readonly isCollection: boolean;
  /** All values of this `typeof` are of this type, and most values of this type are of it. */
  readonly usualType: 'string' | 'boolean' | undefined;
  /** What Go makes of a null that stands in a list or a map; undefined where it stays null. */
  readonly zero: unknown;
  readonly #alsoFits: ScalarTest['alsoFits'];
  #keptEmpty: ReadonlySet<string> | undefined;
  #members: ReadonlyMap<string, SchemaNode> | undefined;

  constructor(schema: Schema) {
    this.schema = schema;
    this.kind = kindOf(schema);
    this.dropsNull = schema.nullable !== true && (schema.default === undefined || schema.default === null);
    this.keepsUnknown = schema.preserveUnknownFields === true;
    this.isResource = schema.embeddedResource === true;
    this.isCollection =
      this.kind === 'list' || (schema.additionalProperties !== undefined && schema.properties === undefined);
    const { usualType, alsoFits } = this.kind === 'scalar' ? scalarTests[schema.type as ScalarType] : {};
    this.usualType = usualType;
    this.#alsoFits = alsoFits;
    this.zero = zeroOf(this.kind, schema);
  }

  /** Whether a value that is neither null nor a container is one of this type. */
  fits(value: unknown): boolean {
    if (typeof value === this.usualType || this.kind === 'free') return true;
    return this.#alsoFits?.(value) ?? false;
  }

  /** Whether Go leaves out this member, a list or a map, when there is nothing in it (omitempty). */
  dropsEmpty(member: string): boolean {
    this.#keptEmpty ??= keptEmpty(this.schema);
    return !this.#keptEmpty.has(member) && isBuiltIn(this.schema);
  }

  get members(): ReadonlyMap<string, SchemaNode> {
    this.#members ??= new Map(
      Object.entries(this.schema.properties ?? {}).map(([name, member]) => [name, nodeOf(member)]),
    );
    return this.#members;
  }

  /** Of the members that `members` lacks. */
  get others(): SchemaNode | undefined {
    const { additionalProperties } = this.schema;
    return additionalProperties === undefined ? undefined : nodeOf(additionalProperties);
  }

  get items(): SchemaNode | undefined {
    const { items } = this.schema;
    return items === undefined ? undefined : nodeOf(items);
  }
}

export const nodeOf: (schema: Schema) => SchemaNode = compileOnce((schema) => new SchemaNode(schema));

function kindOf(schema: Schema): SchemaNode['kind'] {
  if (isFree(schema)) return 'free';
  if (schema.type === 'array') return 'list';
  return schema.type === undefined || schema.type === 'object' ? 'object' : 'scalar';
}

type ScalarType = Exclude<Schema['type'], 'object' | 'array' | undefined>;

/** Of each type the `typeof` that always fits, and what else does. */
interface ScalarTest {
  readonly usualType?: 'string' | 'boolean';
  readonly alsoFits?: (value: unknown) => boolean;
}

const scalarTests: Readonly<Record<ScalarType, ScalarTest>> = {
  string: { usualType: 'string' },
  boolean: { usualType: 'boolean' },
  integer: { alsoFits: Number.isInteger },
  number: { alsoFits: Number.isFinite },
  'int-or-string': { usualType: 'string', alsoFits: Number.isInteger },
  quantity: { usualType: 'string', alsoFits: Number.isFinite },
};

function zeroOf(kind: SchemaNode['kind'], { type, format = '' }: Schema): unknown {
  if (kind === 'object') return Object.freeze({});
  if (kind === 'list') return Object.freeze([]);
  if (kind === 'free' || format.startsWith('date-time')) return undefined;
  if (type === 'string') return '';
  if (type === 'boolean') return false;
  return type === 'quantity' ? '0' : 0;
}

/** A built-in kind's required members are written in any case, and with them a few that are not required. */
function keptEmpty({ definition = '', required = [] }: Schema): ReadonlySet<string> {
  return new Set([...required, ...(writtenAnyway[definition.split('.').at(-1) ?? ''] ?? [])]);
}

/** Optional lists that Kubernetes' types do not mark omitempty. */
const writtenAnyway: Readonly<Record<string, readonly string[]>> = {
  AllocatedDeviceStatus: ['conditions'],
  ClusterRole: ['rules'],
  ContainerImage: ['names'],
  CSINodeDriver: ['topologyKeys'],
  DeviceClaim: ['requests'],
  EndpointSlice: ['endpoints', 'ports'],
  HorizontalPodAutoscalerStatus: ['currentMetrics'],
  ProjectedVolumeSource: ['sources'],
  ResourcePolicyRule: ['namespaces'],
  Role: ['rules'],
};
