import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyFacts } from './apply-facts.ts';
import { readClientPackage } from './client-package.ts';
import { definitionNames } from './definition-names.ts';
import { docsTable } from './docs.ts';
import { parseModel } from './models.ts';
import { parseOperations } from './operations.ts';
import { resourceRows } from './resource-table.ts';
import { storedSchemas } from './schemas.ts';
import { resourcesFile } from './write-resources.ts';
import { typesFile } from './write-types.ts';

/** `npm run generate`: turns the official client's models into api/generated. */
function main(): void {
  const api = dirname(dirname(fileURLToPath(import.meta.url)));
  const client = readClientPackage(join(dirname(api), 'node_modules'));
  const models = new Map(client.models.map(parseModel).map((model) => [model.name, model]));
  const operations = client.apis.flatMap(parseOperations);
  const names = definitionNames(models, operations);
  const schemas = applyFacts(storedSchemas(models, names));
  const rows = resourceRows(operations, names);

  const out = join(api, 'generated');
  mkdirSync(out, { recursive: true });
  const write = (file: string, text: string) => writeFileSync(join(out, file), text);
  write('types.ts', typesFile(models.values(), names));
  write('resources.ts', resourcesFile(rows));
  const lines = Object.entries(schemas).map(([name, schema]) => `${name}\t${JSON.stringify(schema)}`);
  write('definitions.jsonl', lines.join('\n'));
  write('docs.json', JSON.stringify(docsTable(models, names)));
  write('resources.json', JSON.stringify(rows.map(({ served }) => served)));
  const groupVersions = new Set(rows.map(({ api }) => api)).size;
  console.log(
    `generated ${groupVersions} group versions, ${rows.length} resources and ${names.size} definitions from @kubernetes/client-node ${client.version}`,
  );
}

try {
  main();
} catch (error) {
  console.error(`npm run generate: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
