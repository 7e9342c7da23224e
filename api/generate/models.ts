import type { ModelSource } from './client-package.ts';

export interface Model {
  readonly name: string;
  readonly description: string;
  readonly fields: readonly ModelField[];
}

export interface ModelField {
  /** As in JSON: `$ref`, `continue`. */
  readonly name: string;
  readonly type: FieldType;
  /** '' for none. */
  readonly format: string;
  readonly required: boolean;
  readonly description: string;
}

/** `any`, `string`, `number`, `boolean`, `Date`, `IntOrString`, `V1MicroTime`, or a model; in lists and maps. */
export type FieldType =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly of: FieldType }
  | { readonly kind: 'map'; readonly of: FieldType };

interface Attribute {
  readonly name: string;
  readonly baseName: string;
  readonly type: string;
  readonly format: string;
}

/** Types and formats come from the model's literal, docs and required-ness from its declaration. */
export function parseModel(source: ModelSource): Model {
  const literal = /\.attributeTypeMap = (\[[\s\S]*?\n?\]);/.exec(source.js)?.[1];
  if (literal === undefined) throw new Error(`the client's model ${source.name} has no attributeTypeMap`);
  const declared = parseDeclaration(source.declaration);
  const fields = (JSON.parse(literal) as Attribute[]).map((attribute) => {
    const member = declared.members.get(attribute.name);
    if (member === undefined)
      throw new Error(`the client's ${source.name} does not declare ${attribute.name}`);
    return {
      name: attribute.baseName,
      type: parseType(attribute.type),
      format: attribute.format,
      required: member.required,
      description: member.description,
    };
  });
  return { name: source.name, description: declared.description, fields };
}

export function modelNameOf(type: FieldType): string {
  return type.kind === 'name' ? type.name : modelNameOf(type.of);
}

function parseType(text: string): FieldType {
  const list = /^Array<(.*)>$/.exec(text)?.[1];
  if (list !== undefined) return { kind: 'list', of: parseType(list) };
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(text)?.[1];
  if (map !== undefined) return { kind: 'map', of: parseType(map) };
  return { kind: 'name', name: text };
}

interface Member {
  readonly required: boolean;
  readonly description: string;
}

function parseDeclaration(text: string): { description: string; members: Map<string, Member> } {
  const [head = '', body = ''] = text.split('export declare class');
  const members = new Map<string, Member>();
  const pattern = /(?:\/\*\*\n\s*\* (.*)\n\s*\*\/\n\s*)?^ {4}'([^']+)'(\??):/gm;
  for (const [, description = '', name = '', optional] of body.matchAll(pattern)) {
    members.set(name, { required: optional === '', description: unescapeDoc(description) });
  }
  const description = unescapeDoc(/\/\*\*\n\* (.*)\n\*\/\n$/.exec(head)?.[1] ?? '');
  return { description, members };
}

/** The client's generator escapes quotes in comments and closes no comment early. */
function unescapeDoc(text: string): string {
  return text
    .replace(/\\(['"\\])/g, '$1')
    .replaceAll('*_/', '*/')
    .trim();
}
