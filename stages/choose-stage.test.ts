import { expect, test } from 'vitest';
import { parseStage, possibleStages, weightOf } from './index.ts';

const moment = { nowMs: 0, random: () => 0 };

function stageOf(spec: object) {
  return parseStage({
    metadata: { name: 'x' },
    spec: { resourceRef: { kind: 'Pod' }, selector: {}, ...spec },
  });
}

test.each([
  ['["a"]', 0],
  ['{a: 1}', 0],
  ['1.0', 0],
  ['1', 1],
  ['"a"', 1],
  ['true', 1],
])('that %s is one of the values holds for %d stage', (key, count) => {
  const matchExpressions = [{ key, operator: 'In', values: ['a', '1', 'true', '[object Object]'] }];
  expect(possibleStages([stageOf({ selector: { matchExpressions } })], {}, moment)).toHaveLength(count);
});

test.each([
  ['2.9', 2n],
  ['"0x10"', 16n],
  ['3', 7n],
  ['infinite', 0n],
  ['nan', 0n],
])('a weight from %s is %s', (expression, weight) => {
  expect(weightOf(stageOf({ weight: 7, weightFrom: { jq: { expression } } }), {}, moment)).toBe(weight);
});
