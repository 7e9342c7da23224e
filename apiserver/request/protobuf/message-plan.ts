import { definition, type FieldFact, fieldFacts, schemaFor } from '../../../api/index.ts';
import type { Schema } from '../../../apimachinery/index.ts';
import {
  emptyMessage,
  endOf,
  type FieldPlan,
  lengthDelimited,
  type MessagePlan,
  readFields,
  type ValueReader,
} from './read-message.ts';
import { either } from './schema-alternatives.ts';
import { readerOfType } from './value-readers.ts';

/** All other types are pointers wherever they may be missing. */
const scalars: ReadonlySet<Schema['type']> = new Set(['string', 'integer', 'number', 'boolean']);

const plans = new Map<string, MessagePlan>();

/** How a built-in kind is read; undefined for a kind that is not one, or that no request has for a body. */
export function planOfKind(apiVersion: string, kind: string): MessagePlan | undefined {
  const slash = apiVersion.indexOf('/');
  // Every group has the options of a deletion as its own kind.
  const isShared = kind === 'DeleteOptions';
  const group = isShared ? '' : apiVersion.slice(0, Math.max(0, slash));
  const schema = schemaFor(group, isShared ? 'v1' : apiVersion.slice(slash + 1), kind);
  if (schema?.definition === undefined) return undefined;
  const { packageName, typeName } = nameOf(schema.definition);
  return fieldFacts(packageName, typeName) === undefined ? undefined : planOf(schema.definition);
}

/** Registered before it is filled: types may contain themselves. */
function planOf(name: string): MessagePlan {
  const known = plans.get(name);
  if (known !== undefined) return known;
  const plan: MessagePlan = { fields: [], always: [] };
  plans.set(name, plan);
  const { packageName, typeName } = nameOf(name);
  fill(plan, packageName, typeName, definition(name));
  return plan;
}

/** An inlined type has no schema of its own; its fields are in that of its parent. */
function fill(plan: MessagePlan, packageName: string, typeName: string, schema: Schema): void {
  const facts = fieldFacts(packageName, typeName);
  if (facts === undefined) throw new Error(`no field numbers of ${packageName}.${typeName}`);
  for (const fact of facts) {
    const field = fact.isInline ? inlined(fact, packageName, schema) : member(fact, packageName, schema);
    plan.fields[fact.number] = field;
    if (field.inlined !== undefined) plan.always.push(...field.inlined.always);
    else if (fact.presence === 'always') plan.always.push(field);
  }
}

function inlined(fact: FieldFact, packageName: string, schema: Schema): FieldPlan {
  const plan: MessagePlan = { fields: [], always: [] };
  fill(plan, packageName, fact.name, schema);
  return { name: fact.name, form: 'inline', value: messageReader(plan), keepsZero: true, inlined: plan };
}

function member(fact: FieldFact, packageName: string, parent: Schema): FieldPlan {
  const { name, alternative } = fact;
  const schema = parent.properties?.[name];
  if (schema === undefined) throw new Error(`${parent.definition} has no field ${name}`);
  const keepsZero = fact.presence !== 'nonzero' || !scalars.has(schema.type);
  const read = (of: Schema) =>
    alternative === ''
      ? valueReader(of)
      : either(alternative, messageReader(planOf(`${packageName}.JSONSchemaProps`)));
  if (schema.additionalProperties !== undefined) {
    return { name, form: 'map', value: read(schema.additionalProperties), keepsZero };
  }
  if (schema.type === 'array') return { name, form: 'list', value: read(schema.items ?? {}), keepsZero };
  return { name, form: 'one', value: read(schema), keepsZero };
}

function valueReader(schema: Schema): ValueReader {
  // Protobuf has no list of lists and no map of them: such a list is a message with one field.
  if (schema.type === 'array') return wrappedList(valueReader(schema.items ?? {}));
  if (schema.type !== 'object') return readerOfType(schema);
  return messageReader(
    schema.definition === undefined ? { fields: [], always: [] } : planOf(schema.definition),
  );
}

function messageReader(plan: MessagePlan): ValueReader {
  return {
    wireType: lengthDelimited,
    read: (reader, depth, before) =>
      readFields(reader, plan, endOf(reader), depth + 1, (before as Record<string, unknown>) ?? {}),
    zero: () => emptyMessage(plan),
  };
}

function wrappedList(value: ValueReader): ValueReader {
  const items: FieldPlan = { name: 'items', form: 'list', value, keepsZero: true };
  const message = messageReader({ fields: [undefined, items], always: [] });
  return {
    wireType: lengthDelimited,
    read: (reader, depth) => (message.read(reader, depth, undefined) as { items?: unknown[] }).items ?? [],
    zero: () => [],
  };
}

function nameOf(name: string): { packageName: string; typeName: string } {
  const dot = name.lastIndexOf('.');
  return { packageName: name.slice(0, dot), typeName: name.slice(dot + 1) };
}
