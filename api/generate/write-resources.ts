import { groupBy } from '../../apimachinery/index.ts';
import type { ResourceRow } from './resource-table.ts';

/** The text of generated/resources.ts: a constant for each group version, with a ResourceType for each resource. */
export function resourcesFile(rows: readonly ResourceRow[]): string {
  const models = [...new Set(rows.map(({ model }) => model))].sort();
  const parts = [
    '// Made by npm run generate from the official client. Not committed, not edited.',
    `import type { ResourceType } from '../../apimachinery/index.ts';`,
    `import type {\n${models.map((model) => `  ${model},`).join('\n')}\n} from './types.ts';`,
  ];
  for (const [api, ofIt] of [...groupBy(rows, (row) => row.api)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    parts.push(constant(api, ofIt));
  }
  return `${parts.join('\n\n')}\n`;
}

function constant(api: string, rows: readonly ResourceRow[]): string {
  const members = rows.map(({ model, served }) => {
    const { group, version, resource, kind, namespaced } = served;
    const value = `{ group: '${group}', version: '${version}', resource: '${resource}', kind: '${kind}', namespaced: ${namespaced} }`;
    return `  ${constantKey(kind, resource)}: ${value} as ResourceType<${model}>,`;
  });
  const name = api.charAt(0).toLowerCase() + api.slice(1);
  return `export const ${name} = {\n${members.join('\n')}\n} as const;`;
}

/** `ReplicaSet`, `replicasets` -> `replicaSets`; `CSIDriver`, `csidrivers` -> `csiDrivers`. */
export function constantKey(kind: string, resource: string): string {
  const lower = kind.toLowerCase();
  let shared = 0;
  while (shared < lower.length && lower[shared] === resource[shared]) shared++;
  const plural = kind.slice(0, shared) + resource.slice(shared);
  return plural.replace(/^(?:[A-Z]+(?=[A-Z][a-z])|[A-Z])/, (word) => word.toLowerCase());
}
