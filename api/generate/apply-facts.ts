import type { StoredSchema } from '../definitions.ts';
import { fieldDefaults } from '../facts/defaults.ts';
import { type DefinitionTable, factsOf } from '../facts/definition-facts.ts';
import { atomicDefinitions, mergeFacts } from '../facts/list-types.ts';
import { alsoRequired, fieldRules } from '../facts/validation.ts';
import { isAlwaysPresent, zeroFields } from '../facts/zero-fields.ts';

type Schemas = Readonly<Record<string, StoredSchema>>;

/** What a table says about the fields of a definition, as parts of their schemas. */
type FieldFacts = DefinitionTable<Readonly<Record<string, Partial<StoredSchema>>>>;

const fieldTables: readonly FieldFacts[] = [
  mergeFacts,
  asDefaults(zeroFields),
  asDefaults(fieldDefaults),
  ...fieldRules,
];

/** Adds the facts to the schemas. Throws for a fact about something that does not exist. */
export function applyFacts(schemas: Schemas): Record<string, StoredSchema> {
  const definitions = Object.keys(schemas);
  for (const table of [...fieldTables, atomicDefinitions, alsoRequired]) checkTable(table, definitions);
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withFacts(name, schema)]));
}

function withFacts(definition: string, schema: StoredSchema): StoredSchema {
  let made: StoredSchema = { ...schema, properties: presentFields(definition, schema) };
  for (const table of fieldTables) made = withFieldFacts(made, definition, factsOf(table, definition));
  const required = [...(schema.required ?? []), ...(factsOf(alsoRequired, definition) ?? [])];
  return {
    ...made,
    ...(required.length === 0 ? {} : { required: [...new Set(required)] }),
    ...factsOf(atomicDefinitions, definition),
  };
}

/** Structs that are there even when nobody set them have an empty object for a default. */
function presentFields(definition: string, schema: StoredSchema): Record<string, StoredSchema> {
  const entries = Object.entries(schema.properties ?? {}).map(([field, was]) => {
    const isStruct = was.$ref !== undefined && isAlwaysPresent(definition, field);
    return [field, isStruct ? { ...was, default: {} } : was] as const;
  });
  return Object.fromEntries(entries);
}

function withFieldFacts(
  schema: StoredSchema,
  definition: string,
  facts: Readonly<Record<string, Partial<StoredSchema>>> | undefined,
): StoredSchema {
  if (facts === undefined) return schema;
  const properties: Record<string, StoredSchema> = { ...schema.properties };
  for (const [field, fact] of Object.entries(facts)) {
    const was = properties[field];
    if (was === undefined) throw new Error(`a fact is about ${definition}.${field}, which does not exist`);
    const items = fact.items === undefined ? {} : { items: { ...was.items, ...fact.items } };
    properties[field] = { ...was, ...fact, ...items };
  }
  return { ...schema, properties };
}

function asDefaults(table: DefinitionTable<Readonly<Record<string, unknown>>>): FieldFacts {
  const entries = Object.entries(table).map(([definition, defaults]) => {
    const fields = Object.entries(defaults).map(([field, value]) => [field, { default: value }] as const);
    return [definition, Object.fromEntries(fields)] as const;
  });
  return Object.fromEntries(entries);
}

function checkTable(table: DefinitionTable<unknown>, definitions: readonly string[]): void {
  const used = new Set(definitions.map((name) => factsOf(table, name)));
  for (const [key, facts] of Object.entries(table)) {
    if (!used.has(facts)) throw new Error(`a fact is about the definition ${key}, which does not exist`);
  }
}
