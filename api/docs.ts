import { readGenerated } from './definitions.ts';

/** What a definition and its fields are for, in Kubernetes' words. */
export interface DefinitionDocs {
  readonly description: string;
  readonly properties: Readonly<Record<string, string>>;
}

let table: Readonly<Record<string, DefinitionDocs>> | undefined;

/** Docs of a definition, empty where there are none. The table is read when it is first asked for. */
export function docsFor(definition: string): DefinitionDocs {
  table ??= readGenerated<Readonly<Record<string, DefinitionDocs>>>('docs.json');
  return table[definition] ?? { description: '', properties: {} };
}
