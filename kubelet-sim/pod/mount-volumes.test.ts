import { expect, test } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { NodeImages } from '../node/node-images.ts';
import { mountVolumes } from './mount-volumes.ts';
import { planPod } from './pod-plan.ts';
import { noObjects, type PodObjects } from './pod-references.ts';
import type { PodState } from './pod-state.ts';

const volumes = ['a', 'b'].map((name) => ({ name, configMap: { name } }));
const pod: V1Pod = {
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'web', image: 'nginx' }], volumes },
};
const plan = planPod(pod, { behaviours: [], preset: 'instant', images: new NodeImages() });
const fresh: PodState = { containers: [], startTime: '', addedMs: 0, ip: '', sandbox: false };

const having = (...names: string[]): PodObjects => ({
  ...noObjects,
  namespace: 'default',
  find: (_, name) => (names.includes(name) ? {} : undefined),
});
const messagesOf = ({ events }: ReturnType<typeof mountVolumes>) =>
  events.map(({ message }) => message.replace(/^.* : /, ''));
const failed = mountVolumes(plan, fresh, 1000, having()).state;

test('each volume that cannot be made is told of, once', () => {
  expect(messagesOf(mountVolumes(plan, fresh, 1000, having()))).toEqual([
    'configmap "a" not found',
    'configmap "b" not found',
  ]);
  expect(mountVolumes(plan, failed, 9000, having())).toEqual({ state: failed, events: [], notes: [] });
});

test('nothing is decided before all is known, and nothing after all is made', () => {
  const unknown = { ...having('a', 'b'), known: false };
  expect(mountVolumes(plan, fresh, 1000, unknown).state).toBe(fresh);
  const mounted = mountVolumes(plan, fresh, 1000, having('a', 'b')).state;
  expect(mounted.mounted).toBe(true);
  expect(mountVolumes(plan, mounted, 2000, having()).state).toBe(mounted);
});

/** Milliseconds after the failure: when it is seen that something has changed, and when it is tried again. */
const tries = [
  [1, 500],
  [500, 500],
  [501, 1500],
  [5000, 7500],
  [64_000, 127_500],
  [127_501, 249_500],
  [249_501, 371_500],
  [400_000, 493_500],
  [493_500, 493_500],
] as const;

test.each(tries)('what changes after %i ms is tried again after %i ms', (seenMs, triedMs) => {
  const seen = mountVolumes(plan, failed, 1000 + seenMs, having('a', 'b')).state;
  if (seenMs < triedMs) expect(seen.mountFailure?.untilMs).toBe(1000 + triedMs);
  for (const lateMs of [0, 3]) {
    const then = mountVolumes(plan, seen, 1000 + triedMs + lateMs, having('a', 'b')).state;
    expect([then.mounted, then.mountFailure]).toEqual([true, undefined]);
  }
});

test('what is missing still is not told again, and what came is', () => {
  const seen = mountVolumes(plan, failed, 1100, having('a')).state;
  const then = mountVolumes(plan, seen, 1500, having('a'));
  expect(then.events).toEqual([]);
  expect(then.state.mountFailure?.messages).toHaveLength(1);
  const gone = mountVolumes(plan, then.state, 2500, having());
  expect(messagesOf(gone)).toEqual(['configmap "a" not found']);
});

test('what came and went before it was tried again is not waited for any longer', () => {
  const seen = mountVolumes(plan, failed, 1100, having('a', 'b')).state;
  expect(mountVolumes(plan, seen, 1500, having()).state).toEqual(failed);
});
