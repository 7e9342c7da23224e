import { expect, test } from 'vitest';
import type { WriteFields } from '../../../environment/index.ts';
import { change } from '../../testing/change.ts';
import { Narrators } from './index.ts';

function telling(of: string, changes: readonly string[], fields: Partial<WriteFields>) {
  const [group = '', kind = ''] = of.split('/');
  const place = { group, kind, resource: `${kind.toLowerCase()}s`, namespace: 'default', name: 'a' };
  const write = { verb: 'update', by: 'somebody', revision: 1, ...place, changes: changes.map(change) };
  return new Narrators().tell({ ...write, ...fields });
}

/** What is told of changes to a kind's status; and to the rest. */
const status = (of: string, ...changes: string[]) =>
  telling(of, changes, { subresource: 'status' }).words?.what;
const object = (of: string, ...changes: string[]) => telling(of, changes, {}).words?.what;

test('an autoscaler tells what is used, and how many pods there should be', () => {
  const of = 'autoscaling/HorizontalPodAutoscaler';
  const current = 'status.currentMetrics.[Resource].resource.current';
  const able = 'status.conditions.[AbleToScale].reason';
  expect([
    status(of, 'status.currentMetrics: none -> [1]', 'status.desiredReplicas: 0 -> 6'),
    status(of, `${current}.averageUtilization: 50 -> 150`, `${current}.averageValue: 100m -> 300m`),
    status(of, `${current}.averageValue: 1 -> 2`, `${able}: ReadyForNewScale -> ScaleDownStabilized`),
    status(of, `${able}: ScaleDownStabilized -> ReadyForNewScale`),
  ]).toEqual([
    'HorizontalPodAutoscaler a: desiredReplicas 0 -> 6',
    'HorizontalPodAutoscaler a: utilization 50% -> 150%',
    'HorizontalPodAutoscaler a: metric 1 -> 2',
    undefined,
  ]);
});

test('a disruption budget tells its counts, not what follows from them', () => {
  const of = 'policy/PodDisruptionBudget';
  const allowed = 'status.conditions.[DisruptionAllowed].status: True -> False';
  const counts = ['status.disruptionsAllowed: 1 -> 0', 'status.currentHealthy: 6 -> 5'];
  expect(status(of, ...counts, allowed, 'status.disruptedPods: none -> {}')).toBe(
    'PodDisruptionBudget a: disruptionsAllowed 1 -> 0, currentHealthy 6 -> 5',
  );
  expect(status(of, 'status.expectedPods: 5 -> 6')).toBeUndefined();
});

test('a CronJob tells which jobs run', () => {
  const of = 'batch/CronJob';
  expect([
    status(of, 'status.active: none -> [1]', 'status.lastScheduleTime: none -> now'),
    status(of, 'status.active.[one]: {} -> none', 'status.active.[two]: none -> {}'),
    status(of, 'status.active: [1] -> none'),
  ]).toEqual([
    'CronJob a: active jobs 0 -> 1',
    'CronJob a: Job one ended, Job two began',
    'CronJob a: active jobs 1 -> 0',
  ]);
});

test('a StatefulSet tells which revision is rolled out, and when that is done', () => {
  const of = 'apps/StatefulSet';
  expect([
    status(of, 'status.updateRevision: none -> a-1', 'status.replicas: 0 -> 1'),
    status(of, 'status.currentReplicas: 3 -> 2', 'status.updateRevision: a-1 -> a-2'),
    status(of, 'status.currentRevision: a-1 -> a-2', 'status.currentReplicas: none -> 3'),
  ]).toEqual([
    'StatefulSet a: replicas 0 -> 1',
    'StatefulSet a: revision a-1 -> a-2',
    'StatefulSet a: revision a-2 rolled out',
  ]);
});

test('a quota tells how much of what is used', () => {
  const of = '/ResourceQuota';
  expect([
    status(of, 'status.hard: none -> {}', 'status.used: none -> {}'),
    status(of, 'status.used.pods: 1 -> 2', 'status.used.requests: 100m -> 200m'),
  ]).toEqual(['ResourceQuota a: counted', 'ResourceQuota a: pods 1 -> 2, requests 100m -> 200m']);
});

test('claims and volumes go from phase to phase, and a claim is bound to a volume', () => {
  const [claim, volume] = ['/PersistentVolumeClaim', '/PersistentVolume'];
  const bound = ['status.phase: Pending -> Bound', 'status.capacity: none -> {}'];
  expect([
    object(claim, 'spec.volumeName: none -> pv', 'metadata.finalizers: [1] -> [2]'),
    status(claim, ...bound, 'status.accessModes: none -> [1]'),
    status(claim, 'status.capacity.storage: 1Gi -> 2Gi'),
    object(volume, 'metadata.finalizers: [1] -> [2]'),
  ]).toEqual([
    'bound PersistentVolumeClaim a to pv',
    'PersistentVolumeClaim a: Pending -> Bound',
    'PersistentVolumeClaim a: capacity.storage 1Gi -> 2Gi',
    undefined,
  ]);
  const released = telling(volume, ['status.phase: Bound -> Released'], { subresource: 'status' });
  expect(released.effect?.text).toBe('PersistentVolume a Released');
});

test('an attachment tells that a volume is attached, and not who waits for it to go', () => {
  const of = 'storage.k8s.io/VolumeAttachment';
  const attached = telling(of, ['status.attached: false -> true'], { subresource: 'status' });
  expect([attached.words?.what, attached.effect?.text]).toEqual([
    'VolumeAttachment a: attached false -> true',
    'VolumeAttachment a attached',
  ]);
  expect(object(of, 'metadata.finalizers: none -> [1]')).toBeUndefined();
});
