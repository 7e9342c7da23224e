import { expect, test } from 'vitest';
import type { V1ContainerStatus, V1Pod, V1PodStatus } from '../../api/index.ts';
import type { PodBehaviour } from '../behaviours/behaviours.ts';
import { NodeHost } from '../node/node-host.ts';
import { NodeImages } from '../node/node-images.ts';
import { nodeFacts } from '../node/node-spec.ts';
import { planPod } from './pod-plan.ts';
import { containersMade, isResumed, restorePod, resumePod } from './restore-pod.ts';

const startedAt = '1970-01-01T00:00:10Z';
const failed = { exitCode: 1, reason: 'Error' };
const done = { exitCode: 0, reason: 'Completed' };
const host = new NodeHost(nodeFacts({ name: 'n' }), 'key').hostOf({});

const statusOf = (name: string, more: Partial<V1ContainerStatus> = {}): V1ContainerStatus => ({
  ...{ name, image: name, imageID: '', ready: false, restartCount: 2 },
  ...more,
});
const running = statusOf('web', {
  ...{ state: { running: { startedAt } }, lastState: { terminated: failed } },
  ...{ containerID: 'containerd://abc', ready: true },
});

/** A pod of one init and one main container, with such a status, and its plan. */
function podOf(status: V1PodStatus, behaviour: PodBehaviour = {}, restartPolicy = 'Always') {
  const spec = {
    ...{ restartPolicy, initContainers: [{ name: 'init', image: 'a' }] },
    containers: [{ name: 'web', image: 'b' }],
  };
  const pod: V1Pod = { metadata: { name: 'web' }, spec, status };
  const plan = planPod(pod, { behaviours: [behaviour], preset: 'instant', images: new NodeImages() });
  return { pod, plan };
}

const conditions = [{ type: 'PodReadyToStartContainers', status: 'True' }];

test('what ran runs still, with what is due counted from its start', () => {
  const resumed = (behaviour: PodBehaviour) => {
    const status = { conditions, startTime: startedAt, containerStatuses: [running] };
    const { pod, plan } = podOf(status, behaviour);
    return resumePod(plan, pod, 100_000, host);
  };
  const behaviour = { ready: { afterMs: 20_000 }, run: { exit: { code: 3, afterMs: 60_000 }, times: 3 } };
  const { containers, ...rest } = resumed(behaviour);
  expect(rest).toEqual({ startTime: startedAt, addedMs: 100_000, ip: '', sandbox: true });
  const step = { at: 'running', id: 'abc', startedAt, ready: true };
  const known = { restartCount: 2, ends: 2, terminated: failed };
  expect(containers[1]).toEqual({
    ...known,
    step: { ...step, readyAtMs: 30_000, exit: { atMs: 70_000, code: 3 } },
  });
  // It has failed as often as it may, and never gets ready.
  const last = resumed({ ready: { never: true }, run: { exit: { code: 3 }, times: 2 } });
  expect(last.containers[1]).toStrictEqual({ ...known, step });
});

test('what did not run when the kubelet went away is as it was told', () => {
  const waits = statusOf('web', { state: { waiting: {} }, lastState: { terminated: failed } });
  const { pod, plan } = podOf({ conditions, containerStatuses: [waits] });
  const { containers, startTime } = resumePod(plan, pod, 100_000, host);
  expect(startTime).toBe('1970-01-01T00:01:40Z');
  expect(containers.map(({ step }) => step)).toEqual([
    { at: 'waiting' },
    { at: 'exited', atMs: 100_000, noticed: false },
  ]);
});

test('only a pod that has a sandbox and is not over is resumed', () => {
  const cases: readonly (readonly [V1PodStatus, boolean])[] = [
    [{ conditions }, true],
    [{}, false],
    [{ conditions: [{ type: 'PodReadyToStartContainers', status: 'False' }] }, false],
    [{ conditions, phase: 'Succeeded' }, false],
    [{ conditions, phase: 'Failed' }, false],
  ];
  for (const [status, resumes] of cases) {
    const { pod, plan } = podOf(status);
    expect(isResumed(pod)).toBe(resumes);
    expect(resumePod(plan, pod, 0, host).sandbox).toBe(resumes);
  }
});

test('init containers run again where a main one does', () => {
  const stepsOf = (state: V1ContainerStatus['state'] & object, restartPolicy: string) => {
    const initContainerStatuses = [statusOf('init', { state: { terminated: done } })];
    const status = { initContainerStatuses, containerStatuses: [statusOf('web', { state })] };
    const { pod, plan } = podOf(status, {}, restartPolicy);
    return restorePod(plan, pod, 0).containers.map(({ step }) => step.at);
  };
  expect(stepsOf({ terminated: done }, 'Always')).toEqual(['waiting', 'exited']);
  expect(stepsOf({ terminated: failed }, 'OnFailure')).toEqual(['waiting', 'exited']);
  expect(stepsOf({ waiting: {} }, 'Never')).toEqual(['waiting', 'waiting']);
  expect(stepsOf({ terminated: done }, 'OnFailure')).toEqual(['exited', 'exited']);
  expect(stepsOf({ terminated: failed }, 'Never')).toEqual(['exited', 'exited']);
});

test('a pod that has succeeded or failed has ended, for the reason that it tells', () => {
  const ended = (status: V1PodStatus) => {
    const { pod, plan } = podOf({ ...status, startTime: startedAt });
    const { containers: _, ...state } = restorePod(plan, pod, 5000);
    return state;
  };
  const rest = { startTime: startedAt, addedMs: 5000, ip: '', sandbox: false };
  const over = { ...rest, stopping: { sinceMs: 5000, deadlineMs: 5000 } };
  expect(ended({ phase: 'Succeeded' })).toStrictEqual(over);
  const reason = 'Evicted';
  expect(ended({ phase: 'Failed', reason })).toEqual({ ...over, failure: { reason, message: '' } });
  const message = 'no room';
  expect(ended({ phase: 'Failed', reason, message })).toEqual({ ...over, failure: { reason, message } });
  expect(ended({ phase: 'Running', reason })).toStrictEqual(rest);
});

test('the images are on the node that containers were made from', () => {
  const namesOf = (status: V1PodStatus) => {
    const { pod, plan } = podOf(status);
    return containersMade(plan, pod).map(({ nodeImage }) => nodeImage.canonicalName);
  };
  const [a, b] = ['docker.io/library/a:latest', 'docker.io/library/b:latest'];
  const init = statusOf('init', { imageID: 'a@sha256:1' });
  expect(namesOf({})).toEqual([]);
  expect(namesOf({ initContainerStatuses: [init], containerStatuses: [statusOf('web')] })).toEqual([a]);
  const web = statusOf('web', { imageID: 'b@sha256:2' });
  expect(namesOf({ initContainerStatuses: [init], containerStatuses: [web] })).toEqual([a, b]);
});
