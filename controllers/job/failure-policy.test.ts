import { expect, test } from 'vitest';
import type { V1PodFailurePolicyRule, V1PodStatus } from '../../api/index.ts';
import { judgeFailure } from './failure-policy.ts';
import { podOf } from './testing/job-parts.ts';

const ended = (name: string, exitCode: number) => ({
  name,
  image: '',
  imageID: '',
  ready: false,
  restartCount: 0,
  state: { terminated: { exitCode } },
});
const disrupted: V1PodStatus = { conditions: [{ type: 'DisruptionTarget', status: 'True' }] };
const onExit = (action: string, operator: string, values: number[], containerName?: string) => ({
  action,
  onExitCodes: { operator, values, ...(containerName !== undefined && { containerName }) },
});
const onDisruption = (action: string, status = 'True'): V1PodFailurePolicyRule => ({
  action,
  onPodConditions: [{ type: 'DisruptionTarget', status }],
});

const counted = { counts: true };
const codes = (...all: number[]): V1PodStatus => ({
  containerStatuses: all.map((code, at) => ended(`c${at}`, code)),
});

test.each<[string, V1PodFailurePolicyRule[], V1PodStatus, object]>([
  ['no rule', [], codes(1), counted],
  ['an exit code named', [onExit('Ignore', 'In', [1, 2])], codes(2), { counts: false }],
  ['another exit code', [onExit('Ignore', 'In', [1, 2])], codes(3), counted],
  [
    'an exit code not named',
    [onExit('FailIndex', 'NotIn', [1])],
    codes(5),
    { counts: true, failsIndex: true },
  ],
  ['0 is no failure', [onExit('Ignore', 'NotIn', [1])], codes(0), counted],
  ['an operator nobody knows', [onExit('Ignore', 'Near', [1])], codes(1), counted],
  ['another container', [onExit('Ignore', 'In', [2], 'c0')], codes(0, 2), counted],
  ['any container', [onExit('Ignore', 'In', [2])], codes(0, 2), { counts: false }],
  ['the first rule counts', [onExit('Count', 'In', [1]), onExit('Ignore', 'In', [1])], codes(1), counted],
  [
    'an init container',
    [onExit('Ignore', 'In', [7])],
    { initContainerStatuses: [ended('i', 7)] },
    { counts: false },
  ],
  ['a condition', [onDisruption('Ignore')], disrupted, { counts: false }],
  ['a condition with another status', [onDisruption('Ignore', 'False')], disrupted, counted],
  [
    'an exit code that fails the job',
    [onDisruption('Ignore'), onExit('FailJob', 'In', [42])],
    codes(42),
    {
      counts: true,
      jobFailure: 'Container c0 for pod default/p failed with exit code 42 matching FailJob rule at index 1',
    },
  ],
  [
    'a condition that fails the job',
    [onDisruption('FailJob')],
    disrupted,
    {
      counts: true,
      jobFailure: 'Pod default/p has condition DisruptionTarget matching FailJob rule at index 0',
    },
  ],
])('%s', (_, rules, status, verdict) => {
  expect(judgeFailure({ rules }, podOf({ uid: 'p', phase: 'Failed', status }))).toEqual(verdict);
});

test('without a policy a failure counts; a container that runs has no exit code', () => {
  expect(judgeFailure(undefined, podOf())).toEqual(counted);
  expect(judgeFailure({ rules: [onExit('Ignore', 'NotIn', [1])] }, podOf())).toEqual(counted);
});
