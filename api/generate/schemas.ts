import type { StoredSchema } from '../definitions.ts';
import { factsOf } from '../facts/definition-facts.ts';
import { emptyStructs, quantityFields } from '../facts/field-types.ts';
import type { FieldType, Model, ModelField } from './models.ts';

/** Schemas of all models by definition name, before what the facts say about them. */
export function storedSchemas(
  models: ReadonlyMap<string, Model>,
  names: ReadonlyMap<string, string>,
): Record<string, StoredSchema> {
  const schemas: Record<string, StoredSchema> = {};
  const sorted = [...names].sort(([, a], [, b]) => (a < b ? -1 : 1));
  for (const [modelName, definition] of sorted) {
    const model = models.get(modelName);
    if (model !== undefined) schemas[definition] = storedSchema(model, definition, names);
  }
  for (const empty of Object.values(emptyStructs).flatMap(Object.values)) {
    schemas[empty] = { type: 'object', properties: {} };
  }
  return schemas;
}

function storedSchema(model: Model, definition: string, names: ReadonlyMap<string, string>): StoredSchema {
  const required = model.fields.filter((field) => field.required).map(({ name }) => name);
  const properties: Record<string, StoredSchema> = {};
  for (const field of model.fields) properties[field.name] = fieldSchema(field, definition, names);
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

function fieldSchema(
  field: ModelField,
  definition: string,
  names: ReadonlyMap<string, string>,
): StoredSchema {
  const isQuantity = factsOf(quantityFields, definition)?.includes(field.name) === true;
  const $ref = factsOf(emptyStructs, definition)?.[field.name];
  if ($ref !== undefined) return { $ref };
  return typeSchema(field.type, isQuantity ? 'quantity' : field.format, names);
}

function typeSchema(type: FieldType, format: string, names: ReadonlyMap<string, string>): StoredSchema {
  if (type.kind === 'list') return { type: 'array', items: typeSchema(type.of, format, names) };
  if (type.kind === 'map')
    return { type: 'object', additionalProperties: typeSchema(type.of, format, names) };
  return namedSchema(type.name, format, names);
}

function namedSchema(name: string, format: string, names: ReadonlyMap<string, string>): StoredSchema {
  switch (name) {
    case 'any':
      return {};
    case 'string':
      if (format === 'quantity') return { type: 'quantity' };
      return format === '' ? { type: 'string' } : { type: 'string', format };
    case 'boolean':
      return { type: 'boolean' };
    case 'number':
      return format === 'double' ? { type: 'number', format } : integerSchema(format);
    case 'Date':
      return { type: 'string', format: 'date-time' };
    case 'V1MicroTime':
      return { type: 'string', format: 'date-time-micro' };
    case 'IntOrString':
      return { type: 'int-or-string' };
  }
  const $ref = names.get(name);
  if ($ref === undefined) throw new Error(`no definition name is known for the client's type ${name}`);
  return { $ref };
}

/** Lists and maps of integers have lost their format in the client; what Kubernetes has there is int32 or int64. */
function integerSchema(format: string): StoredSchema {
  return format === '' ? { type: 'integer' } : { type: 'integer', format };
}
