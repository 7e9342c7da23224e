import { writeFileSync } from 'node:fs';
import { ask, casesOf } from './judge.ts';

/**
 * Writes apiserver/request/protobuf/field-numbers.ts from Kubernetes' Go types, and vectors that need no Go to be checked:
 * `tsx test/oracles/protobuf/generate.ts`.
 */
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
writeFileSync(new URL('../../../apiserver/request/protobuf/field-numbers.ts', import.meta.url), text);

/** So that the file stays small: of each kind there is one object, the largest random one below this. */
const lineLengthMax = 750;
const largest = new Map<unknown, string>();
for (const one of casesOf(ask('cases', '40', '1'))) {
  const line = JSON.stringify(one);
  const key = `${one.json.apiVersion} ${one.json.kind}`;
  if (line.length <= lineLengthMax && line.length > (largest.get(key)?.length ?? 0)) largest.set(key, line);
}
const vectors = [...largest.values()].map((line) => `${line}\n`).join('');
writeFileSync(new URL('../../vectors/protobuf.jsonl', import.meta.url), vectors);
