import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeProtobuf, encodeProtobuf } from '../../../apiserver/protobuf/index.ts';
import { casesOf } from './judge.ts';
import { servedKinds } from './served-kinds.ts';
import { withoutNulls } from './without-nulls.ts';

const vectors = casesOf(readFileSync(new URL('../../vectors/protobuf.jsonl', import.meta.url), 'utf8'));

const objects = vectors.flatMap(({ pb, json }) => (pb === null ? [] : [{ pb, json }]));

function named<T extends { json: Readonly<Record<string, unknown>> }>(cases: readonly T[]) {
  return cases.map((one) => [`${one.json.apiVersion} ${one.json.kind}`, one] as const);
}

test('there is a vector of every kind', () => {
  expect(
    named(objects)
      .map(([kind]) => kind)
      .sort(),
  ).toEqual([...servedKinds()].sort());
});

test.each(named(objects))('%s is read as Kubernetes reads the same bytes', (_, { pb, json }) => {
  const decoded = decodeProtobuf(Buffer.from(pb, 'base64'));
  expect(decoded).toMatchObject({ apiVersion: json.apiVersion, kind: json.kind });
  expect(withoutNulls(decoded.object)).toEqual(withoutNulls(json));
});

test.each(named(vectors))('%s is written in the bytes that Kubernetes writes', (_, { json, out }) => {
  expect(encodeProtobuf(json).toString('hex')).toBe(Buffer.from(out, 'base64').toString('hex'));
});
