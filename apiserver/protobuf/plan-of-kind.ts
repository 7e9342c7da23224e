import { definition, type FieldFact, fieldFacts, schemaFor } from '../../api/index.ts';
import type { Schema } from '../../apimachinery/index.ts';
import { type FieldPlan, type MessagePlan, membersOf, type ValueCodec } from './message-plan.ts';
import { emptyMessage, readFields } from './read-message.ts';
import { either } from './schema-alternatives.ts';
import { codecOfType, isPlain } from './value-codecs.ts';
import { lengthDelimited } from './wire-type.ts';
import { writeFields } from './write-message.ts';

/** All other types are pointers wherever they may be missing. */
const scalars: ReadonlySet<Schema['type']> = new Set(['string', 'integer', 'number', 'boolean']);

const plans = new Map<string, MessagePlan>();
const kinds = new Map<string, MessagePlan>();

/**
 * How a built-in kind is read and written, a list of one, bare metadata, and discovery in one
 * document. Undefined for all others: custom resources and
 * Tables have no form in protobuf.
 */
export function planOfKind(apiVersion: string, kind: string): MessagePlan | undefined {
  const key = `${apiVersion} ${kind}`;
  const known = kinds.get(key);
  if (known !== undefined) return known;
  const plan = plansWithoutSchema[key]?.() ?? schemaPlan(apiVersion, kind);
  if (plan !== undefined) kinds.set(key, plan);
  return plan;
}

function schemaPlan(apiVersion: string, kind: string): MessagePlan | undefined {
  const slash = apiVersion.indexOf('/');
  // Every group has the options of a deletion as its own kind.
  const isShared = kind === 'DeleteOptions';
  const group = isShared ? '' : apiVersion.slice(0, Math.max(0, slash));
  const schema = schemaFor(group, isShared ? 'v1' : apiVersion.slice(slash + 1), kind);
  if (schema?.definition !== undefined && hasFacts(schema.definition)) return planOf(schema.definition);
  const item = schema?.properties?.items?.items?.definition;
  return item === undefined || !hasFacts(item) ? undefined : listPlan(planOf(item));
}

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** They stand for any object, or tell of all kinds, and no schema describes them. */
const plansWithoutSchema: Readonly<Record<string, () => MessagePlan>> = {
  'apidiscovery.k8s.io/v2 APIGroupDiscoveryList': () => listPlan(groupDiscoveryPlan()),
  'meta.k8s.io/v1 PartialObjectMetadata': metadataPlan,
  'meta.k8s.io/v1beta1 PartialObjectMetadata': metadataPlan,
  'meta.k8s.io/v1 PartialObjectMetadataList': () => listPlan(metadataPlan()),
  'meta.k8s.io/v1beta1 PartialObjectMetadataList': () => reversed(listPlan(metadataPlan())),
};

function metadataPlan(): MessagePlan {
  return numbered(fieldOf('metadata', 'one', messageCodec(planOf(`${meta}.ObjectMeta`))));
}

/** Mirrors k8s.io/api apidiscovery/v2 (APIGroupDiscovery), which is read by its numbers. */
function groupDiscoveryPlan(): MessagePlan {
  const responseKind = numbered(textField('group'), textField('version'), textField('kind'));
  const subresource = numbered(
    textField('subresource'),
    fieldOf('responseKind', 'one', messageCodec(responseKind)),
    fieldOf('acceptedTypes', 'list', messageCodec(responseKind)),
    textField('verbs', 'list'),
  );
  const resource = numbered(
    textField('resource'),
    fieldOf('responseKind', 'one', messageCodec(responseKind)),
    textField('scope'),
    textField('singularResource'),
    textField('verbs', 'list'),
    textField('shortNames', 'list'),
    textField('categories', 'list'),
    fieldOf('subresources', 'list', messageCodec(subresource)),
  );
  const resources = fieldOf('resources', 'list', messageCodec(resource));
  const version = numbered(textField('version'), resources, textField('freshness'));
  const metadata = fieldOf('metadata', 'one', messageCodec(planOf(`${meta}.ObjectMeta`)));
  return numbered(metadata, fieldOf('versions', 'list', messageCodec(version)));
}

/** A message whose fields have the numbers 1, 2, ... */
function numbered(...fields: readonly FieldPlan[]): MessagePlan {
  return { fields: [undefined, ...fields], always: fields.filter(({ form }) => form === 'one') };
}

function textField(name: string, form: 'one' | 'list' = 'one'): FieldPlan {
  return fieldOf(name, form, codecOfType({ type: 'string' }));
}

/** All lists are alike, but the one that got its metadata later. */
function listPlan(item: MessagePlan): MessagePlan {
  const metadata = fieldOf('metadata', 'one', messageCodec(planOf(`${meta}.ListMeta`)));
  return numbered(metadata, fieldOf('items', 'list', messageCodec(item)));
}

function reversed({ fields: [none, metadata, items], always }: MessagePlan): MessagePlan {
  return { fields: [none, items, metadata], always };
}

/** A field of a message that we know without a schema, and that is no pointer. */
function fieldOf(name: string, form: 'one' | 'list', value: ValueCodec): FieldPlan {
  return { name, form, value, keepsZero: true, writesZero: form === 'one' };
}

function hasFacts(definitionName: string): boolean {
  return fieldFacts(definitionName) !== undefined;
}

/** Registered before it is filled: types may contain themselves. */
function planOf(name: string): MessagePlan {
  const known = plans.get(name);
  if (known !== undefined) return known;
  const plan: MessagePlan = { fields: [], always: [] };
  plans.set(name, plan);
  fill(plan, name, definition(name));
  return plan;
}

/** An inlined type has no schema of its own; its fields are in that of its parent. */
function fill(plan: MessagePlan, type: string, schema: Schema): void {
  const facts = fieldFacts(type);
  if (facts === undefined) throw new Error(`no field numbers of ${type}`);
  for (const fact of facts) {
    const field = fact.isInline ? inlined(fact.name, schema) : member(fact, schema);
    plan.fields[fact.number] = field;
    if (field.inlined !== undefined) plan.always.push(...field.inlined.always);
    else if (fact.presence === 'always') plan.always.push(field);
  }
}

function inlined(type: string, schema: Schema): FieldPlan {
  const plan: MessagePlan = { fields: [], always: [] };
  fill(plan, type, schema);
  return {
    name: type,
    form: 'inline',
    value: messageCodec(plan),
    keepsZero: true,
    writesZero: true,
    inlined: plan,
  };
}

function member({ name, isListMessage, presence }: FieldFact, parent: Schema): FieldPlan {
  const schema = parent.properties?.[name];
  if (schema === undefined) throw new Error(`${parent.definition} has no field ${name}`);
  const keepsZero = presence !== 'nonzero' || !scalars.has(schema.type);
  if (isListMessage) {
    return { name, form: 'one', value: valueCodec(schema), keepsZero, writesZero: false };
  }
  const { additionalProperties: values } = schema;
  if (values !== undefined) {
    return { name, form: 'map', value: valueCodec(values), keepsZero, writesZero: values.format !== 'byte' };
  }
  if (schema.type === 'array') {
    return { name, form: 'list', value: valueCodec(schema.items ?? {}), keepsZero, writesZero: false };
  }
  const value = valueCodec(schema);
  const writesZero = presence === 'nonzero' ? isPlain(value) : presence !== 'given';
  return { name, form: 'one', value, keepsZero, writesZero };
}

function valueCodec(schema: Schema): ValueCodec {
  if (schema.schemaOr !== undefined) return either(schema.schemaOr.other, valueCodec(schema.schemaOr.schema));
  // Protobuf has no list of lists and no map of them: such a list is a message with one field.
  if (schema.type === 'array') return wrappedList(valueCodec(schema.items ?? {}));
  if (schema.type !== 'object') return codecOfType(schema);
  return messageCodec(
    schema.definition === undefined ? { fields: [], always: [] } : planOf(schema.definition),
  );
}

function messageCodec(plan: MessagePlan): ValueCodec {
  return {
    wireType: lengthDelimited,
    read: (reader, depth, before) => readFields(reader, plan, reader.endOfMessage(), depth + 1, before),
    write(writer, value) {
      const { length } = writer;
      writeFields(writer, plan, membersOf(value));
      writer.lengthSince(length);
    },
    zero: () => emptyMessage(plan),
  };
}

function wrappedList(value: ValueCodec): ValueCodec {
  const message = messageCodec(numbered(fieldOf('items', 'list', value)));
  return {
    wireType: lengthDelimited,
    read: (reader, depth) => membersOf(message.read(reader, depth, undefined)).items ?? [],
    write: (writer, value) => message.write(writer, { items: value }),
    zero: () => [],
  };
}
