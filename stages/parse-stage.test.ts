import { expect, test } from 'vitest';
import { parseStage, type StageError } from './index.ts';

const resourceRef = { apiGroup: 'v1', kind: 'Pod' };

function refusal(spec: object): string {
  try {
    parseStage({ kind: 'Stage', metadata: { name: 'x' }, spec });
  } catch (error) {
    return (error as StageError).message;
  }
  return 'taken';
}

test.each([
  [{ selector: {} }, 'spec.resourceRef: is missing'],
  [{ resourceRef: {}, selector: {} }, 'spec.resourceRef.kind: is missing'],
  [{ resourceRef }, 'spec.selector: is missing: without one no object is meant, and {} means all'],
  [
    { resourceRef, selector: { matchLabel: {} } },
    'spec.selector.matchLabel: unknown field; there are matchLabels, matchAnnotations, matchExpressions',
  ],
  [
    { resourceRef, selector: { matchExpressions: [{ key: '.a |', operator: 'Exists' }] } },
    'spec.selector.matchExpressions[0].key: is no jq query: unexpected EOF',
  ],
  [
    { resourceRef, selector: { matchExpressions: [{ jq: { key: '.a | nosuch', operator: 'Exists' } }] } },
    'spec.selector.matchExpressions[0].jq.key: is no jq query: function not defined: nosuch/0',
  ],
  [
    { resourceRef, selector: { matchExpressions: [{ key: '.a', operator: 'Is' }] } },
    'spec.selector.matchExpressions[0].operator: must be one of In, NotIn, Exists, DoesNotExist, is "Is"',
  ],
  [
    { resourceRef, selector: { matchExpressions: [{ key: '.a', operator: 'In' }] } },
    'spec.selector.matchExpressions[0].values: must not be empty with In',
  ],
  [
    { resourceRef, selector: {}, delay: { durationMilliseconds: -1 } },
    'spec.delay.durationMilliseconds: must be a whole number of at least 0, is -1',
  ],
  [
    { resourceRef, selector: {}, next: { statusTemplate: 'a: 1\nb: {{ PodIPs }}' } },
    'spec.next.statusTemplate: is no template: line 2: function "PodIPs" not defined',
  ],
  [
    { resourceRef: { kind: 'Node' }, selector: {}, steps: [{ patch: { template: '{{ PodIP }}' } }] },
    'spec.steps[0].patch.template: is no template: line 1: function "PodIP" not defined',
  ],
  [
    { resourceRef, selector: {}, steps: [{ patch: { type: 'apply', template: '' } }] },
    'spec.steps[0].patch.type: must be one of json, merge, strategic, is "apply"',
  ],
])('what is wrong with a Stage is told where it stands: %j', (spec, message) => {
  expect(refusal(spec)).toBe(message);
});

test('an expression that is wrong is told in the words of CEL', () => {
  const spec = { resourceRef, selector: { matchExpressions: [{ cel: { expression: 'self.a ==' } }] } };
  expect(refusal(spec)).toMatch(
    /^spec\.selector\.matchExpressions\[0\]\.cel\.expression: ERROR: .*Syntax error/s,
  );
});

test('steps come before what was written before them', () => {
  const { steps } = parseStage({
    metadata: { name: 'x' },
    spec: { resourceRef, selector: {}, next: { delete: true }, steps: [{ event: { reason: 'New' } }] },
  });
  expect(steps.map(({ delete: deletes, event }) => [deletes, event?.reason])).toEqual([[false, 'New']]);
});
