import fc from 'fast-check';
import { expect, test } from 'vitest';
import { node, nodeInfo } from './testing/objects.ts';
import { topScores } from './top-scores.ts';

test('the three best scores are named, best first, each with its node', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 }), (scores) => {
      const nodes = scores.map((_, at) => nodeInfo(node(`n${at}`)));
      const top = topScores(nodes, scores);
      expect(top.map(({ score }) => score)).toEqual(scores.toSorted((a, b) => b - a).slice(0, 3));
      for (const { node: name, score } of top) expect(scores[Number(name.slice(1))]).toBe(score);
      expect(new Set(top.map(({ node: name }) => name)).size).toBe(top.length);
    }),
  );
});

test('among equals the first is named first', () => {
  const nodes = ['a', 'b', 'c', 'd'].map((name) => nodeInfo(node(name)));
  expect(topScores(nodes, [1, 1, 1, 1]).map(({ node: name }) => name)).toEqual(['a', 'b', 'c']);
});
