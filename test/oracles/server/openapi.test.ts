import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { servedResources } from '../../../api/index.ts';
import { documentV3 } from '../../../apiserver/documents/openapi/document-v3.ts';
import { shapeOf } from './openapi-shape.ts';

/** Those of answers that are no objects of a kind. */
const leftOut =
  /\.(APIGroup|APIGroupList|APIResource|APIResourceList|APIVersions|GroupVersionForDiscovery|ServerAddressByClientCIDR|WatchEvent)$/;

test('definitions of OpenAPI say what those of Kubernetes say', () => {
  const vectors = readFileSync(new URL('../../vectors/openapi-definitions.jsonl', import.meta.url), 'utf8');
  const rows: { readonly name: string; readonly shape: string }[] = vectors
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const wanted = Object.fromEntries(rows.map(({ name, shape }) => [name, shape]));
  const { schemas } = documentV3(servedResources).components;
  const ours = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, shapeOf(schema)]));
  const others = Object.keys(wanted).filter((name) => ours[name] !== wanted[name] && !leftOut.test(name));
  expect(others).toEqual([]);
  expect(Object.keys(ours).filter((name) => wanted[name] === undefined)).toEqual([]);
  expect(rows.length).toBeGreaterThan(500);
});
