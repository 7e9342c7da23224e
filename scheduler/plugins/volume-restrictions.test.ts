import { expect, test } from 'vitest';
import { coreV1, type V1PersistentVolumeClaim, type V1Volume } from '../../api/index.ts';
import type { KubeObject } from '../../apimachinery/index.ts';
import { PodInfo } from '../cache/pod-info.ts';
import { eventResource } from '../framework/cluster-event.ts';
import { CycleState } from '../framework/cycle-state.ts';
import { eventOf, framed, testParts } from '../testing/frameworks.ts';
import { node, nodeInfo, pod } from '../testing/objects.ts';

const disk = 'node(s) had no available disk';
const claimed =
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod';

function claim(name: string, ...accessModes: string[]): V1PersistentVolumeClaim {
  return { metadata: { name, namespace: 'default' }, spec: { accessModes } };
}

const having = (name: string, ...volumes: Omit<V1Volume, 'name'>[]) =>
  pod(name, {}, { volumes: volumes.map((volume, at) => ({ name: `v${at}`, ...volume })) });
const using = (name: string, ...claims: string[]) =>
  having(name, ...claims.map((claimName) => ({ persistentVolumeClaim: { claimName } })));

function open() {
  const claims = [claim('one', 'ReadWriteOncePod'), claim('many', 'ReadWriteMany')];
  const parts = testParts([[coreV1.persistentVolumeClaims, claims]]);
  return {
    parts,
    framework: framed('VolumeRestrictions', parts),
  };
}

const gce = (pdName: string, readOnly = false) => ({ gcePersistentDisk: { pdName, readOnly } });
const ebs = (volumeID: string) => ({ awsElasticBlockStore: { volumeID } });
const iscsi = (iqn: string, readOnly = false) => ({
  iscsi: { iqn, lun: 0, targetPortal: '127.0.0.1:3260', readOnly },
});
const rbd = (monitors: readonly string[], image: string, readOnly = false) => ({
  rbd: { monitors, pool: 'p', image, readOnly },
});

/** As in upstream's TestGCEDiskConflicts and its siblings. */
test.each<[string, Omit<V1Volume, 'name'>, Omit<V1Volume, 'name'>, string | undefined]>([
  ['the same disk', gce('foo'), gce('foo'), disk],
  ['another disk', gce('bar'), gce('foo'), undefined],
  ['the same disk, to read', gce('foo', true), gce('foo', true), undefined],
  ['the same disk, to write for one', gce('foo', true), gce('foo'), disk],
  ['the same EBS volume', ebs('foo'), ebs('foo'), disk],
  ['another EBS volume', ebs('bar'), ebs('foo'), undefined],
  ['the same target', iscsi('a'), iscsi('a'), disk],
  ['the same target, to read', iscsi('a', true), iscsi('a', true), undefined],
  ['another target', iscsi('b'), iscsi('a'), undefined],
  ['the same image', rbd(['a', 'b'], 'i'), rbd(['b'], 'i'), disk],
  ['other monitors', rbd(['c', 'd'], 'i'), rbd(['a', 'b'], 'i'), undefined],
  ['another image', rbd(['a'], 'j'), rbd(['a'], 'i'), undefined],
  ['no disk at all', { emptyDir: {} }, gce('foo'), undefined],
])('two pods on a node with %s', (_, wanted, there, expected) => {
  const { framework } = open();
  const state = new CycleState();
  const info = new PodInfo(having('web', wanted));
  expect(framework.runPreFilter(state, info).status).toBeUndefined();
  const why = framework.runFilters(state, info, nodeInfo(node('n'), having('other', there)));
  expect(why?.message).toBe(expected);
});

test('a claim for one pod is not given to a second one, until the first goes', () => {
  const { parts, framework } = open();
  const first = using('first', 'one');
  parts.snapshot.setNode(node('n'));
  parts.snapshot.setPod({ ...first, spec: { ...first.spec, containers: [], nodeName: 'n' } });
  const state = new CycleState();
  const second = new PodInfo(using('second', 'one'));
  framework.runPreFilter(state, second);
  const elsewhere = nodeInfo(node('m'));
  expect(framework.runFilters(state, second, elsewhere)?.message).toBe(claimed);
  const then = state.clone();
  framework.runRemovePod(then, second, new PodInfo(first), elsewhere);
  expect(framework.runFilters(then, second, elsewhere)).toBeUndefined();
  framework.runAddPod(then, second, new PodInfo(first), elsewhere);
  expect(framework.runFilters(then, second, elsewhere)?.message).toBe(claimed);
});

test('it has nothing to say about other pods, and turns away those whose claim is missing', () => {
  const { framework } = open();
  const ask = (...claims: string[]) => {
    const state = new CycleState();
    const { status } = framework.runPreFilter(state, new PodInfo(using('web', ...claims)));
    return status?.message ?? state.filters.length;
  };
  expect(ask('many')).toBe(0);
  expect(ask('one')).toBe(0);
  expect(ask('none')).toBe('persistentvolumeclaim "none" not found');
});

test.each<[string, KubeObject | undefined, KubeObject | undefined, boolean]>([
  ['AssignedPod/Delete', using('other', 'one'), undefined, true],
  ['AssignedPod/Delete', using('other', 'many'), undefined, false],
  ['AssignedPod/Delete', having('other', gce('foo')), undefined, true],
  ['AssignedPod/Delete', having('other', gce('bar')), undefined, false],
  [`${eventResource(coreV1.persistentVolumeClaims)}/Add`, undefined, claim('one'), true],
  [`${eventResource(coreV1.persistentVolumeClaims)}/Add`, undefined, claim('many'), false],
])('after %s of %j and %j it looks again or not', (event, before, after, expected) => {
  const { hints } = open().framework;
  const [hint] = hints.of(eventOf(event)).get('VolumeRestrictions') ?? [];
  const web = having('web', { persistentVolumeClaim: { claimName: 'one' } }, gce('foo'));
  expect(hint?.(new PodInfo(web), eventOf(event, before, after))).toBe(expected);
});
