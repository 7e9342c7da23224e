import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openApi } from '../../../apiserver/testing/open-api.ts';
import { type Ask, answersOf, type OwnersAnswer, prepare } from './answers.ts';
import { type Sequence, sequences } from './sequences.ts';

interface Vector {
  readonly sequence: Sequence;
  readonly answers: readonly OwnersAnswer[];
}

const vectors = readFileSync(new URL('../../vectors/field-owners.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Vector);

test('what is asked of ours was asked of Kubernetes', () => {
  expect(vectors.map(({ sequence }) => sequence)).toEqual(JSON.parse(JSON.stringify(sequences)));
});

test.each(vectors)(
  'owners of fields are those of Kubernetes: $sequence.name',
  async ({ sequence, answers }) => {
    const api = await openApi();
    const ask: Ask = async ({ method, path, body, type = 'application/json' }) => {
      const { status, body: answered } = await api.call(
        method,
        path,
        body === undefined ? undefined : JSON.stringify(body),
        { 'content-type': type },
      );
      if (path.includes('customresourcedefinitions')) await api.simulation.runFor(1_000);
      return { code: status, body: answered };
    };
    await prepare(ask);
    for (const before of precedents(sequence)) await answersOf(ask, before);
    expect(await answersOf(ask, sequence)).toEqual(answers);
  },
);

/** What has to be there: a pod's node. */
function precedents({ name }: Sequence): Sequence[] {
  if (name !== 'a pod and its subresources') return [];
  return sequences.filter((one) => one.name === 'a node');
}
