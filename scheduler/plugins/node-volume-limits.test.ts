import { expect, test } from 'vitest';
import {
  coreV1,
  storageV1,
  type V1CSINode,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1VolumeAttachment,
} from '../../api/index.ts';
import type { KubeObject } from '../../apimachinery/index.ts';
import { PodInfo } from '../cache/pod-info.ts';
import { eventResource } from '../framework/cluster-event.ts';
import { CycleState } from '../framework/cycle-state.ts';
import type { Framework } from '../framework/framework.ts';
import { eventOf, framed, testParts } from '../testing/frameworks.ts';
import { node, nodeInfo, pod } from '../testing/objects.ts';

const [ebs, gce] = ['ebs.csi.aws.com', 'pd.csi.storage.gke.io'];

function claim(name: string, spec: NonNullable<V1PersistentVolumeClaim['spec']>): V1PersistentVolumeClaim {
  return { metadata: { name, namespace: 'default' }, spec };
}
const volume = (name: string, driver: string): V1PersistentVolume => ({
  metadata: { name },
  spec: { csi: { driver, volumeHandle: `handle-${name}` } },
});
const attachment = (name: string, nodeName = 'n'): V1VolumeAttachment => ({
  metadata: { name: `csi-${name}` },
  spec: { attacher: ebs, nodeName, source: { persistentVolumeName: name } },
});
function csiNode(count?: number): V1CSINode {
  const drivers = [ebs, gce].map((name) => ({
    name,
    nodeID: 'n',
    topologyKeys: [],
    ...(count !== undefined && { allocatable: { count } }),
  }));
  return { metadata: { name: 'n' }, spec: { drivers } };
}
const using = (name: string, ...claims: string[]) =>
  pod(
    name,
    {},
    { volumes: claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })) },
  );

const volumes = [
  ...['e0', 'e1', 'e2', 'e3'].map((name) => volume(name, ebs)),
  ...['g1', 'g2'].map((name) => volume(name, gce)),
  { metadata: { name: 'dir' }, spec: { hostPath: { path: '/' } } },
];
const claims = [
  ...volumes.map(({ metadata }) => claim(metadata?.name ?? '', { volumeName: metadata?.name ?? '' })),
  claim('pending', { storageClassName: 'ebs' }),
  claim('lost', { storageClassName: 'ebs', volumeName: 'gone' }),
  claim('classless', { storageClassName: 'unknown' }),
];

interface Case {
  readonly wants?: readonly string[];
  /** The claims of each pod that is there. */
  readonly there?: readonly (readonly string[])[];
  readonly limit?: number;
  readonly attached?: readonly V1VolumeAttachment[];
  readonly fits: boolean;
}

/** As in upstream's TestCSILimits. */
const cases: Readonly<Record<string, Case>> = {
  'attached volumes of no pod count': {
    limit: 2,
    attached: [attachment('e1'), attachment('e2')],
    fits: false,
  },
  'as many as the limit may be attached': { limit: 2, attached: [attachment('e1')], fits: true },
  'what is attached elsewhere does not count': {
    limit: 1,
    attached: [attachment('e1', 'm'), attachment('e2', 'm')],
    fits: true,
  },
  'an attached volume of a pod counts once': {
    limit: 2,
    there: [['e1']],
    attached: [attachment('e1')],
    fits: true,
  },
  'the limit is kept': { limit: 4, there: [['e3'], ['e1', 'e2']], fits: true },
  'the limit is reached': { limit: 2, there: [['e3'], ['e1', 'e2']], fits: false },
  'no limit is said': { there: [['e3'], ['e1', 'e2']], fits: true },
  'a claim without a volume counts by its class': { limit: 2, there: [['pending'], ['e1']], fits: false },
  'one such claim of two pods counts once': {
    limit: 4,
    there: [['pending'], ['pending'], ['e1', 'e2']],
    fits: true,
  },
  'a claim whose volume is gone counts by its class': { limit: 2, there: [['lost'], ['e1']], fits: false },
  'a claim of no known class does not count': { limit: 2, there: [['e3'], ['classless']], fits: true },
  'volumes of another driver do not count': {
    limit: 2,
    wants: ['g1', 'g2'],
    there: [['e1', 'e2']],
    fits: true,
  },
  'a volume that is there already does not count again': { limit: 1, there: [['e0']], fits: true },
  'what no driver attaches does not count': { limit: 1, wants: ['dir'], there: [['e1']], fits: true },
};

function open(limit: number | undefined, attached: readonly V1VolumeAttachment[] = []): Framework {
  const parts = testParts([
    [coreV1.persistentVolumeClaims, claims],
    [coreV1.persistentVolumes, volumes],
    [storageV1.storageClasses, [{ metadata: { name: 'ebs' }, provisioner: ebs } as KubeObject]],
    [storageV1.csiNodes, [csiNode(limit)]],
    [storageV1.volumeAttachments, attached],
  ]);
  return framed('NodeVolumeLimits', parts);
}

test.each(Object.entries(cases))('%s', (_, { wants = ['e0'], there = [], limit, attached, fits }) => {
  const framework = open(limit, attached);
  const state = new CycleState();
  const info = new PodInfo(using('web', ...wants));
  framework.runPreFilter(state, info);
  const others = there.map((names, at) => using(`other-${at}`, ...names));
  const why = framework.runFilters(state, info, nodeInfo(node('n'), ...others));
  expect(why?.message).toBe(fits ? undefined : 'node(s) exceed max volume count');
});

test('it has nothing to say about pods without claims', () => {
  const state = new CycleState();
  open(1).runPreFilter(state, new PodInfo(pod('web', {}, { volumes: [{ name: 'v', emptyDir: {} }] })));
  expect(state.filters).toEqual([]);
});

const csiNodes = eventResource(storageV1.csiNodes);
const attachments = eventResource(storageV1.volumeAttachments);

test.each<[string, KubeObject | undefined, KubeObject | undefined, boolean]>([
  [`${csiNodes}/Update`, csiNode(1), csiNode(2), true],
  [`${csiNodes}/Update`, csiNode(2), csiNode(2), false],
  [`${csiNodes}/Update`, csiNode(2), csiNode(1), false],
  [`${csiNodes}/Update`, csiNode(), csiNode(1), true],
  [`${attachments}/Delete`, attachment('e1'), undefined, true],
  ['AssignedPod/Delete', using('other', 'e1'), undefined, true],
  ['AssignedPod/Delete', pod('other'), undefined, false],
  [`${eventResource(coreV1.persistentVolumeClaims)}/Add`, undefined, claim('e0', {}), true],
  [`${eventResource(coreV1.persistentVolumeClaims)}/Add`, undefined, claim('e1', {}), false],
])('after %s of %j and %j it looks again or not', (event, before, after, expected) => {
  const [hint] = open(1).hints.of(eventOf(event)).get('NodeVolumeLimits') ?? [];
  expect(hint?.(new PodInfo(using('web', 'e0')), eventOf(event, before, after))).toBe(expected);
});
