import type { DefinitionDocs } from '../docs.ts';
import type { Model } from './models.ts';

/** Docs of all definitions by name. A field without a doc of its own is explained by its type's. */
export function docsTable(
  models: ReadonlyMap<string, Model>,
  names: ReadonlyMap<string, string>,
): Record<string, DefinitionDocs> {
  const docs: Record<string, DefinitionDocs> = {};
  for (const [modelName, definition] of [...names].sort(([, a], [, b]) => (a < b ? -1 : 1))) {
    const model = models.get(modelName);
    if (model !== undefined) docs[definition] = definitionDocs(model, models);
  }
  return docs;
}

function definitionDocs(model: Model, models: ReadonlyMap<string, Model>): DefinitionDocs {
  const properties: Record<string, string> = {};
  for (const { name, type, description } of model.fields) {
    const text = description || (type.kind === 'name' ? models.get(type.name)?.description : undefined);
    if (text !== undefined && text !== '') properties[name] = text;
  }
  return { description: model.description, properties };
}
