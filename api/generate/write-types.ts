import { goFields } from '../facts/zero-fields.ts';
import type { FieldType, Model, ModelField } from './models.ts';

/** Models that apimachinery declares by hand, under their names there. */
const handWritten: Readonly<Record<string, string>> = {
  V1ListMeta: 'ListMeta',
  V1ManagedFieldsEntry: 'ManagedFieldsEntry',
  V1ObjectMeta: 'ObjectMeta',
  V1OwnerReference: 'OwnerReference',
  V1Status: 'Status',
  V1StatusCause: 'StatusCause',
  V1StatusDetails: 'StatusDetails',
};

/**
 * The text of generated/types.ts: one readonly interface for each model, under the client's name. `definitions` are
 * what the models are called in OpenAPI.
 */
export function typesFile(models: Iterable<Model>, definitions: ReadonlyMap<string, string>): string {
  const names = Object.values(handWritten).sort().join(', ');
  const parts = [
    '// Made by npm run generate from the official client. Not committed, not edited.',
    `import type { ${names} } from '../../apimachinery/index.ts';`,
  ];
  for (const model of models) parts.push(declaration(model, definitions.get(model.name) ?? ''));
  return `${parts.join('\n\n')}\n`;
}

function declaration(model: Model, definition: string): string {
  const alias = handWritten[model.name];
  if (alias !== undefined) return `export type ${model.name} = ${alias};`;
  const required = model.fields.filter((field) => field.required).map(({ name }) => name);
  const nullable = goFields(definition, required);
  const fields = model.fields.map((field) => {
    const doc = comment(field.description, '  ');
    const orNull = nullable?.get(field.name)?.isNullable ? ' | null' : '';
    const name = `${propertyName(field.name)}${field.required ? '' : '?'}`;
    return `${doc}  readonly ${name}: ${typeText(field.type, isInt64(field))}${orNull};`;
  });
  return `${comment(model.description, '')}export interface ${model.name} {\n${fields.join('\n')}\n}`;
}

/** What a status says of a generation is what the API server has counted. */
function isInt64({ name, format }: ModelField): boolean {
  return format === 'int64' && name !== 'observedGeneration';
}

/** `ofInt64`: numbers are whole ones of 64 bits, bigints where a double does not hold them. */
function typeText(type: FieldType, ofInt64: boolean): string {
  if (type.kind === 'list') {
    const of = typeText(type.of, ofInt64);
    return `readonly ${of.includes(' ') ? `(${of})` : of}[]`;
  }
  if (type.kind === 'map') return `Readonly<Record<string, ${typeText(type.of, ofInt64)}>>`;
  if (type.name === 'any') return 'unknown';
  if (type.name === 'Date' || type.name === 'V1MicroTime') return 'string';
  if (type.name === 'IntOrString') return 'number | string';
  if (type.name === 'number' && ofInt64) return 'number | bigint';
  return handWritten[type.name] ?? type.name;
}

function propertyName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`;
}

function comment(text: string, indent: string): string {
  return text === '' ? '' : `${indent}/** ${text.replaceAll('*/', '*\\/')} */\n`;
}
