import { expect, test } from 'vitest';
import type { V1Pod } from '../../../api/index.ts';
import { ThreadSafeStore } from '../../../client/indexer.ts';
import { createSimulation } from '../../../simulation/index.ts';
import { CycleState } from '../../framework/cycle-state.ts';
import type { PluginHandle } from '../../framework/handle.ts';
import { PreBindingPods } from '../../framework/pre-binding-pods.ts';
import { WaitingPods } from '../../framework/waiting-pods.ts';
import { pod, podInfo } from '../../testing/objects.ts';
import { Preemptions } from './preemptions.ts';

/** A preemption whose only victim is asked to go, and the API server takes its time. */
async function preempting(): Promise<{ readonly pods: ThreadSafeStore<V1Pod>; isUnderWay(): boolean }> {
  const pods = new ThreadSafeStore<V1Pod>();
  pods.set('default/weak', pod('weak'));
  const never = () => new Promise(() => {});
  const handle = {
    environment: createSimulation({ seed: 1 }).environment,
    nominator: { podsOn: () => [] },
    waitingPods: new WaitingPods(),
    preBinding: new PreBindingPods(),
    clientFor: () => ({ patch: never, delete: never }),
    write: (_what: string, task: () => Promise<void>) => void task(),
  } as unknown as PluginHandle;
  const preemptions = new Preemptions('DefaultPreemption', handle, pods);
  const candidate = { node: 'node-1', victims: [podInfo('weak')], violations: 0 };
  preemptions.start(new CycleState(), podInfo('strong'), candidate);
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  return { pods, isUnderWay: () => preemptions.isUnderWay('uid-strong') };
}

test.each([
  ['is there', pod('weak'), true],
  ['is going', going(pod('weak')), false],
  ['has gone, and another has its name', renewed(pod('weak')), false],
])('as long as the last victim %s, the preemption is under way: %s', async (_, seen, expected) => {
  const { pods, isUnderWay } = await preempting();
  pods.set('default/weak', seen);
  expect(isUnderWay()).toBe(expected);
});

function going({ metadata, ...pod }: V1Pod): V1Pod {
  return { ...pod, metadata: { ...metadata, deletionTimestamp: '2025-01-01T00:00:00Z' } };
}

function renewed({ metadata, ...pod }: V1Pod): V1Pod {
  return { ...pod, metadata: { ...metadata, uid: 'uid-other' } };
}
