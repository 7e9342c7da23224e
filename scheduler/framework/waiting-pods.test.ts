import { expect, test } from 'vitest';
import { createSimulation } from '../../simulation/index.ts';
import { podInfo } from '../testing/objects.ts';
import { WaitingPod } from './waiting-pods.ts';

const waiting = () =>
  new WaitingPod(
    createSimulation({ seed: 1 }).environment.clock,
    podInfo('web'),
    new Map([['Permit', 60_000]]),
  );

test('another takes the place of a pod that waits, which is a failure and no refusal', async () => {
  const pod = waiting();
  expect(pod.preempt('DefaultPreemption', 'preempted')).toBe(true);
  expect(await pod.settled).toMatchObject({
    code: 'Error',
    plugin: 'DefaultPreemption',
    message: 'waiting on permit for pod: preempted',
  });
});

test('a pod that waits no more keeps its place', async () => {
  const pod = waiting();
  pod.allow('Permit');
  expect([pod.preempt('DefaultPreemption', 'preempted'), await pod.settled]).toEqual([false, undefined]);
});
