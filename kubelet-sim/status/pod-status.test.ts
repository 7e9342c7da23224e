import { expect, test } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { NodeImages } from '../node/node-images.ts';
import { planPod } from '../pod/pod-plan.ts';
import type { ContainerState, ContainerStep, PodState } from '../pod/pod-state.ts';
import { podStatus } from './pod-status.ts';

const running: ContainerStep = { at: 'running', id: 'a', startedAt: 't', ready: true };
const steps = {
  waiting: { step: { at: 'waiting' }, restartCount: 0, ends: 0 },
  pulling: { step: { at: 'pulling', sinceMs: 0, untilMs: 1 }, restartCount: 0, ends: 0 },
  running: { step: running, restartCount: 0, ends: 0 },
  unready: { step: { ...running, ready: false }, restartCount: 0, ends: 0 },
  done: {
    step: { at: 'exited', atMs: 0, noticed: true },
    restartCount: 0,
    ends: 1,
    terminated: { exitCode: 0 },
  },
  failed: {
    step: { at: 'exited', atMs: 0, noticed: true },
    restartCount: 0,
    ends: 1,
    terminated: { exitCode: 1 },
  },
  again: { step: running, restartCount: 1, ends: 1, terminated: { exitCode: 1 } },
  crashed: {
    step: { at: 'back-off', delayMs: 10_000, failedMs: 0, untilMs: 10_000 },
    restartCount: 0,
    ends: 1,
    terminated: { exitCode: 1 },
  },
} as const satisfies Record<string, ContainerState>;
type StepName = keyof typeof steps;

/** The status of a pod whose containers are so; those named `init` are init containers. */
function statusOf(
  names: readonly StepName[],
  options: {
    inits?: number;
    restartPolicy?: string;
    over?: boolean;
    pod?: V1Pod;
    state?: Partial<PodState>;
  } = {},
) {
  const { inits = 0, restartPolicy = 'Always', over = false } = options;
  const containers = names.map((_, at) => ({ name: `c${at}`, image: 'nginx' }));
  const pod: V1Pod = {
    metadata: { name: 'web', generation: 3 },
    ...options.pod,
    spec: { initContainers: containers.slice(0, inits), containers: containers.slice(inits), restartPolicy },
  };
  const plan = planPod(pod, { behaviours: [], preset: 'instant', images: new NodeImages() });
  const state = {
    containers: names.map((name) => steps[name]),
    startTime: 't',
    addedMs: 0,
    ip: '10.0.0.2',
    sandbox: true,
  };
  const all = { ...state, ...options.state };
  return podStatus({ pod, plan, state: all, hostIP: '1.1.1.1', podText: 'web', nowText: 'now', over });
}

for (const [names, options, phase] of [
  [['waiting'], {}, 'Pending'],
  [['pulling'], {}, 'Pending'],
  [['running', 'pulling'], {}, 'Pending'],
  [['running'], {}, 'Running'],
  [['running', 'failed'], { restartPolicy: 'Never' }, 'Running'],
  [['crashed'], {}, 'Running'],
  [['done'], {}, 'Running'],
  [['failed', 'waiting'], { restartPolicy: 'Never' }, 'Pending'],
  [['again', 'waiting'], { inits: 1, restartPolicy: 'Never' }, 'Pending'],
  [['done'], { restartPolicy: 'Never', over: true }, 'Succeeded'],
  [['done', 'failed'], { restartPolicy: 'Never', over: true }, 'Failed'],
  [['failed'], { over: true }, 'Failed'],
  [['pulling'], { over: true }, 'Failed'],
  [['running', 'waiting'], { inits: 1 }, 'Pending'],
  [['failed', 'waiting'], { inits: 1, restartPolicy: 'Never' }, 'Failed'],
  [['failed', 'waiting'], { inits: 1 }, 'Pending'],
  [['done', 'running'], { inits: 1 }, 'Running'],
  [['running'], { pod: { metadata: {}, status: { phase: 'Failed' } } }, 'Failed'],
] as const) {
  test(`${names.join(', ')}${JSON.stringify(options)}: ${phase}`, () => {
    expect(statusOf(names, options).phase).toBe(phase);
  });
}

test('the time of the last transition changes with the status of a condition only', () => {
  const before = statusOf(['unready']);
  const known = before.conditions?.map((condition) => ({ ...condition, lastTransitionTime: 'before' })) ?? [];
  const pod = { metadata: { generation: 4 }, status: { conditions: known } };
  const times = statusOf(['running'], { pod }).conditions?.map(
    ({ type, lastTransitionTime, observedGeneration }) =>
      `${type} ${lastTransitionTime} ${observedGeneration}`,
  );
  expect(times).toEqual([
    'PodReadyToStartContainers before 4',
    'Initialized before 4',
    'Ready now 4',
    'ContainersReady now 4',
    'PodScheduled before 4',
  ]);
});

test('what others wrote into a status stays, in its place', () => {
  const disruption = { type: 'DisruptionTarget', status: 'True' };
  const status = { qosClass: 'Burstable', nominatedNodeName: 'n', conditions: [disruption] };
  const next = statusOf(['running'], { pod: { metadata: {}, status } });
  expect(next).toMatchObject({ qosClass: 'Burstable', nominatedNodeName: 'n' });
  expect(next.conditions?.[0]).toBe(disruption);
});

test('a pod that was not admitted says why, and nothing of its containers', () => {
  const failure = { reason: 'OutOfcpu', message: 'no room' };
  const pod = {
    metadata: { generation: 3 },
    status: { conditions: [{ type: 'PodScheduled', status: 'True' }] },
  };
  const status = statusOf(['waiting'], { over: true, pod, state: { sandbox: false, failure } });
  expect(status).toEqual({ observedGeneration: 3, phase: 'Failed', ...failure, startTime: 't' });
});

test('a pod that failed for itself after a container of it had run says what became of that', () => {
  const failure = { reason: 'DeadlineExceeded', message: 'too long' };
  for (const names of [['done'], ['waiting', 'done']] as const) {
    const status = statusOf(names, { over: true, state: { sandbox: false, failure } });
    expect(status.containerStatuses).toHaveLength(names.length);
    expect(status).toMatchObject({ phase: 'Failed', ...failure });
  }
});

test('a reason stays as long as the phase it is for', () => {
  const status = { phase: 'Running', reason: 'Because', message: 'of this' };
  expect(statusOf(['running'], { pod: { metadata: {}, status } })).toMatchObject(status);
  const next = statusOf(['waiting'], { pod: { metadata: {}, status } });
  expect([next.phase, next.reason, next.message]).toEqual(['Pending', undefined, undefined]);
});

test('containers never found at the end of a pod count as killed, those it never came to do not', () => {
  const lost = { exitCode: 137, reason: 'ContainerStatusUnknown' };
  const whole = statusOf(['pulling'], { over: true });
  expect(whole.containerStatuses?.[0]?.state?.terminated).toMatchObject(lost);
  const inits = statusOf(['pulling', 'waiting', 'waiting'], { inits: 2, over: true });
  expect(inits.initContainerStatuses?.[0]?.state?.terminated).toMatchObject(lost);
  expect(inits.initContainerStatuses?.[1]?.state?.waiting).toBeDefined();
  expect(inits.containerStatuses?.[0]?.state?.waiting).toEqual({ reason: 'PodInitializing' });
  const one = statusOf(['running', 'done', 'waiting'], { inits: 1, over: true });
  expect(one.containerStatuses?.[1]?.state?.terminated).toMatchObject(lost);
});

test('an init container is ready once it is done, another while it runs and is', () => {
  const readyOf = (name: StepName, inits: number) => {
    const { initContainerStatuses = [], containerStatuses = [] } = statusOf([name, 'waiting'], { inits });
    return [...initContainerStatuses, ...containerStatuses][0]?.ready;
  };
  const names = ['waiting', 'running', 'unready', 'done', 'failed', 'crashed'] as const;
  expect(names.filter((name) => readyOf(name, 1))).toEqual(['done']);
  expect(names.filter((name) => readyOf(name, 0))).toEqual(['running']);
});

test('what is said of a container before its first, during a later and between two runs', () => {
  const before = { name: 'c0', image: 'nginx', imageID: '', ready: false, started: false, restartCount: 0 };
  expect(statusOf(['waiting']).containerStatuses?.[0]).toStrictEqual({
    ...{ ...before, state: { waiting: { reason: 'ContainerCreating' } }, lastState: {} },
  });
  const begun = { image: 'docker.io/library/nginx:latest', imageID: expect.stringContaining('@sha256:') };
  const failed = { terminated: { exitCode: 1 } };
  expect(statusOf(['again']).containerStatuses?.[0]).toMatchObject({
    ...{ ...begun, containerID: 'containerd://a', started: true, restartCount: 1 },
    ...{ state: { running: { startedAt: 't' } }, lastState: failed },
  });
  const waiting = {
    reason: 'CrashLoopBackOff',
    message: 'back-off 10s restarting failed container=c0 pod=web',
  };
  expect(statusOf(['crashed']).containerStatuses?.[0]).toMatchObject({
    state: { waiting },
    lastState: failed,
  });
  expect(statusOf(['failed']).containerStatuses?.[0]).toMatchObject({ state: failed, lastState: {} });
});

test('containers are told in the order of their names, init containers in that of their runs', () => {
  const spec = {
    initContainers: ['b', 'a'].map((name) => ({ name, image: 'nginx' })),
    containers: ['d', 'e', 'c'].map((name) => ({ name, image: 'nginx' })),
  };
  const pod: V1Pod = { metadata: { name: 'web' }, spec };
  const plan = planPod(pod, { behaviours: [], preset: 'instant', images: new NodeImages() });
  const containers = Array(5).fill(steps.waiting);
  const state = { containers, startTime: 't', addedMs: 0, ip: '', sandbox: false };
  const status = podStatus({ pod, plan, state, hostIP: '', podText: '', nowText: '', over: false });
  expect(status.initContainerStatuses?.map(({ name }) => name)).toEqual(['b', 'a']);
  expect(status.containerStatuses?.map(({ name }) => name)).toEqual(['c', 'd', 'e']);
  expect([status.podIP, status.podIPs, status.observedGeneration]).toEqual([undefined, undefined, undefined]);
});
