import { expect, test } from 'vitest';
import type { V1PodSpec } from '../../../../api/index.ts';
import { fieldErrorText, fieldPath } from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';
import { checkPodChange } from './pod-update.ts';

const base: V1PodSpec = { containers: [{ name: 'c', image: 'a' }], terminationGracePeriodSeconds: 30 };
const gates = [{ name: 'a' }, { name: 'b' }];
const term = (...keys: string[]) => ({
  matchExpressions: keys.map((key) => ({ key, operator: 'Exists' })),
});
const required = (...terms: object[]): Partial<V1PodSpec> => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms },
    },
  },
});
const terms = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';

function told(before: Partial<V1PodSpec>, next: Partial<V1PodSpec>): readonly string[] {
  const errors: Errors = [];
  checkPodChange(errors, fieldPath('spec'), { ...base, ...next }, { ...base, ...before });
  return errors.map(fieldErrorText).map((text) => text.replace(/(may not change fields) .*/s, '$1'));
}

const fixed = 'spec: Forbidden: pod updates may not change fields';

test.each<[string, Partial<V1PodSpec>, Partial<V1PodSpec>, readonly string[]]>([
  ['another image', {}, { containers: [{ name: 'c', image: 'b' }] }, []],
  ['another command', {}, { containers: [{ name: 'c', image: 'a', command: ['x'] }] }, [fixed]],
  [
    'one container more',
    {},
    { containers: [...base.containers, { name: 'd', image: 'a' }] },
    ['spec.containers: Forbidden: pod updates may not add or remove containers'],
  ],
  [
    'an init container more',
    {},
    { initContainers: [{ name: 'd', image: 'a' }] },
    ['spec.initContainers: Forbidden: pod updates may not add or remove containers'],
  ],
  ['a deadline', {}, { activeDeadlineSeconds: 100 }, []],
  ['an earlier deadline', { activeDeadlineSeconds: 100 }, { activeDeadlineSeconds: 50 }, []],
  [
    'a later deadline',
    { activeDeadlineSeconds: 100 },
    { activeDeadlineSeconds: 200 },
    ['spec.activeDeadlineSeconds: Invalid value: 200: must be less than or equal to previous value'],
  ],
  [
    'no deadline any more',
    { activeDeadlineSeconds: 100 },
    {},
    ['spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value'],
  ],
  ['a toleration more', {}, { tolerations: [{ key: 'a', operator: 'Exists' }] }, []],
  [
    'a toleration less',
    { tolerations: [{ key: 'a', operator: 'Exists' }] },
    {},
    ['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds'],
  ],
  ['a gate less', { schedulingGates: gates }, { schedulingGates: gates.slice(1) }, []],
  [
    'a new gate',
    { schedulingGates: gates.slice(1) },
    { schedulingGates: gates },
    ["spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'a'"],
  ],
  ['a shorter farewell', {}, { terminationGracePeriodSeconds: 1 }, [fixed]],
  [
    'one that was below zero',
    { terminationGracePeriodSeconds: -1 },
    { terminationGracePeriodSeconds: 1 },
    [],
  ],
  ['other nodes', {}, { nodeSelector: { a: 'b' } }, [fixed]],
  [
    'fewer nodes behind a gate',
    { schedulingGates: gates, nodeSelector: { a: 'b' } },
    { schedulingGates: gates, nodeSelector: { a: 'b', c: 'd' } },
    [],
  ],
  [
    'other nodes behind a gate',
    { schedulingGates: gates, nodeSelector: { a: 'b' } },
    { schedulingGates: gates, nodeSelector: { a: 'c' } },
    [
      'spec.nodeSelector: Invalid value: {"a":"c"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
    ],
  ],
  [
    'affinity behind a gate',
    { schedulingGates: gates },
    { schedulingGates: gates, ...required(term('a')) },
    [],
  ],
  [
    'a narrower term behind a gate',
    { schedulingGates: gates, ...required(term('a')) },
    { schedulingGates: gates, ...required(term('a', 'b')) },
    [],
  ],
  [
    'another term behind a gate',
    { schedulingGates: gates, ...required(term('a')) },
    { schedulingGates: gates, ...required(term('b')) },
    [
      `${terms}[0]: Invalid value: {"MatchExpressions":[{"Key":"b","Operator":"Exists","Values":null}],"MatchFields":null}: only additions are allowed (no mutations or deletions)`,
    ],
  ],
  [
    'a term more behind a gate',
    { schedulingGates: gates, ...required(term('a')) },
    { schedulingGates: gates, ...required(term('a'), term('b')) },
    [
      `${terms}: Invalid value: [{"MatchExpressions":[{"Key":"a","Operator":"Exists","Values":null}],"MatchFields":null},{"MatchExpressions":[{"Key":"b","Operator":"Exists","Values":null}],"MatchFields":null}]: no additions/deletions to non-empty NodeSelectorTerms list are allowed`,
    ],
  ],
])('%s', (_, before, next, says) => {
  expect(told(before, next)).toEqual(says);
});
