import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeProtobuf } from '../../../apiserver/request/protobuf/index.ts';
import { casesOf } from './judge.ts';
import { servedKinds } from './served-kinds.ts';
import { withoutNulls } from './without-nulls.ts';

const vectors = casesOf(readFileSync(new URL('../../vectors/protobuf.jsonl', import.meta.url), 'utf8'));

test('there is a vector of every kind', () => {
  const kinds = vectors.map(({ json }) => `${json.apiVersion} ${json.kind}`);
  expect(kinds.sort()).toEqual([...servedKinds()].sort());
});

test.each(vectors.map((vector) => [`${vector.json.apiVersion} ${vector.json.kind}`, vector] as const))(
  '%s is what Kubernetes makes of the same bytes',
  (_, { pb, json }) => {
    const decoded = decodeProtobuf(Buffer.from(pb, 'base64'));
    expect(decoded).toMatchObject({ apiVersion: json.apiVersion, kind: json.kind });
    expect(withoutNulls(decoded.object)).toEqual(withoutNulls(json));
  },
);
