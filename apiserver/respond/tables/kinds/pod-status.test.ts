import { describe, expect, it } from 'vitest';
import { pod } from './pod.ts';
import type { PodView } from './pod-status.ts';

const now = Date.parse('2026-01-01T01:00:00Z');
const isReady = { type: 'Ready', status: 'True' };
const initialized = { type: 'Initialized', status: 'True' };

type Spec = NonNullable<PodView['spec']>;
type Status = NonNullable<PodView['status']>;

/** A row as kubectl shows it without -o wide, the name left out. */
function row(status: Status, spec: Spec = { containers: [{}] }, metadata: PodView['metadata'] = {}): string {
  const object = { metadata: { creationTimestamp: '2026-01-01T00:30:00Z', ...metadata }, spec, status };
  return pod.cells(object, now).slice(1, 5).join(' ');
}

function terminated(exitCode: number, reason?: string, signal?: number) {
  return {
    terminated: {
      exitCode,
      ...(reason === undefined ? {} : { reason }),
      ...(signal === undefined ? {} : { signal }),
    },
  };
}

const running = { name: 'main', ready: true, restartCount: 0, state: { running: {} } };

describe('the status of a pod', () => {
  it('is its phase when no container has anything to say', () => {
    expect(row({ phase: 'Pending' })).toBe('0/1 Pending 0 30m');
    expect(row({ phase: 'Running', containerStatuses: [running] })).toBe('1/1 Running 0 30m');
  });

  it('is the reason a container waits for', () => {
    const waiting = { name: 'main', restartCount: 4, state: { waiting: { reason: 'CrashLoopBackOff' } } };
    expect(row({ phase: 'Running', containerStatuses: [waiting] })).toBe('0/1 CrashLoopBackOff 4 30m');
  });

  it('says when a container was last restarted', () => {
    const lastState = { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:59:55Z' } };
    const status = { ...running, restartCount: 3, lastState };
    expect(row({ phase: 'Running', containerStatuses: [status] })).toBe('1/1 Running 3 (5s ago) 30m');
  });

  it('is that of the first container among several', () => {
    const containerStatuses = [
      { name: 'a', state: { waiting: { reason: 'ImagePullBackOff' } } },
      { name: 'b', state: { waiting: { reason: 'CrashLoopBackOff' } } },
    ];
    expect(row({ phase: 'Pending', containerStatuses })).toContain('ImagePullBackOff');
  });

  it('names how a container ended, by reason, by signal or by exit code', () => {
    const ended = (state: object) => row({ phase: 'Failed', containerStatuses: [{ name: 'main', state }] });
    expect(ended(terminated(1, 'Error'))).toContain(' Error ');
    expect(ended(terminated(137, undefined, 9))).toContain(' Signal:9 ');
    expect(ended(terminated(2))).toContain(' ExitCode:2 ');
  });

  it('is a reason of the pod as a whole before its phase', () => {
    expect(row({ phase: 'Failed', reason: 'Evicted' })).toBe('0/1 Evicted 0 30m');
  });

  it('is SchedulingGated while a gate holds it back', () => {
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }];
    expect(row({ phase: 'Pending', conditions })).toBe('0/1 SchedulingGated 0 30m');
  });
});

describe('a pod some of whose containers are done', () => {
  const done = { name: 'job', state: terminated(0, 'Completed') };

  it('is Running when ready and NotReady otherwise', () => {
    const containerStatuses = [done, running];
    expect(row({ phase: 'Running', containerStatuses, conditions: [isReady] })).toBe('1/1 Running 0 30m');
    expect(row({ phase: 'Running', containerStatuses })).toBe('1/1 NotReady 0 30m');
  });

  it('is Completed when all are, and shows the failure when another one failed', () => {
    expect(row({ phase: 'Succeeded', containerStatuses: [done] })).toBe('0/1 Completed 0 30m');
    const failed = { name: 'other', state: terminated(1, 'Error') };
    expect(row({ phase: 'Failed', containerStatuses: [done, failed] })).toBe('0/1 Error 0 30m');
  });
});

describe('init containers', () => {
  const spec = { containers: [{}], initContainers: [{ name: 'one' }, { name: 'two' }] };
  const init = (...initContainerStatuses: NonNullable<Status['initContainerStatuses']>) =>
    row({ phase: 'Pending', initContainerStatuses }, spec);

  it('are counted while they run', () => {
    expect(init({ name: 'one', state: { running: {} } })).toBe('0/1 Init:0/2 0 30m');
    const waiting = { name: 'two', state: { waiting: { reason: 'PodInitializing' } } };
    expect(init({ name: 'one', state: terminated(0, 'Completed') }, waiting)).toBe('0/1 Init:1/2 0 30m');
  });

  it('say why they fail, with their own restarts', () => {
    const one = { name: 'one', restartCount: 2, state: terminated(1, 'Error') };
    expect(init(one)).toBe('0/1 Init:Error 2 30m');
    expect(init({ name: 'one', state: terminated(3) })).toContain('Init:ExitCode:3');
    expect(init({ name: 'one', state: terminated(137, undefined, 9) })).toContain('Init:Signal:9');
    const waiting = { waiting: { reason: 'CrashLoopBackOff' } };
    expect(init({ name: 'one', restartCount: 1, state: waiting })).toContain('Init:CrashLoopBackOff 1');
  });

  it('are forgotten when the pod is initialized', () => {
    const one = { name: 'one', restartCount: 2, state: terminated(0, 'Completed') };
    const status = { phase: 'Running', initContainerStatuses: [one, { ...one, name: 'two' }] };
    expect(row({ ...status, containerStatuses: [running] }, spec)).toBe('1/1 Running 0 30m');
  });

  it('that are sidecars count as containers, and so do their restarts', () => {
    const sidecars = { containers: [{}], initContainers: [{ name: 'mesh', restartPolicy: 'Always' }] };
    const mesh = { name: 'mesh', ready: true, started: true, restartCount: 2, state: { running: {} } };
    const status = { phase: 'Running', initContainerStatuses: [mesh], containerStatuses: [running] };
    expect(row(status, sidecars)).toBe('2/2 Running 2 30m');
    const unstarted = { ...mesh, ready: false, started: false };
    expect(row({ ...status, initContainerStatuses: [unstarted] }, sidecars)).toBe('0/2 Init:0/1 2 30m');
    const conditions = [initialized];
    expect(row({ ...status, conditions, initContainerStatuses: [unstarted] }, sidecars)).toContain('1/2');
  });
});

describe('a pod that is deleted', () => {
  const deleted = { deletionTimestamp: '2026-01-01T00:59:00Z' };

  it('is Terminating until it has ended', () => {
    const status = { phase: 'Running', containerStatuses: [running] };
    expect(row(status, undefined, deleted)).toBe('1/1 Terminating 0 30m');
    const done = { name: 'main', state: terminated(0, 'Completed') };
    expect(row({ phase: 'Succeeded', containerStatuses: [done] }, undefined, deleted)).toContain('Completed');
  });

  it('is Unknown on a node that was lost', () => {
    const status = { phase: 'Running', reason: 'NodeLost', containerStatuses: [running] };
    expect(row(status, undefined, deleted)).toBe('1/1 Unknown 0 30m');
  });
});
