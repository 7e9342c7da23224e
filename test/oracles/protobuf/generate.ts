import { writeFileSync } from 'node:fs';
import { ask } from './judge.ts';

/** Writes apiserver/protobuf/field-numbers.ts from Kubernetes' Go types: `tsx test/oracles/protobuf/generate.ts`. */
const packages = new Map<string, string[]>();
for (const line of ask('table').trim().split('\n')) {
  const [name = '', ...type] = line.split(' ');
  const types = packages.get(name) ?? [];
  packages.set(name, types);
  types.push(type.join(' '));
}
const tables = [...packages].map(([name, types]) => `  '${name}': \`\n${types.join('\n')}\n\`,\n`);
const text = `/**
 * What no schema says: the numbers of fields in protobuf. A line is a type, its fields in the order of their numbers;
 * how to read it is told in field-table.ts. Written by test/oracles/protobuf/generate.ts.
 */
export const fieldNumbers: Readonly<Record<string, string>> = {
${tables.join('')}};
`;
writeFileSync(new URL('../../../apiserver/protobuf/field-numbers.ts', import.meta.url), text);
