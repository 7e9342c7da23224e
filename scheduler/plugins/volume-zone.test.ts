import { expect, test } from 'vitest';
import {
  coreV1,
  storageV1,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1StorageClass,
} from '../../api/index.ts';
import type { KubeObject } from '../../apimachinery/index.ts';
import { PodInfo } from '../cache/pod-info.ts';
import { eventResource } from '../framework/cluster-event.ts';
import { CycleState } from '../framework/cycle-state.ts';
import type { Framework } from '../framework/framework.ts';
import { eventOf, framed, testParts } from '../testing/frameworks.ts';
import { node, nodeInfo, pod } from '../testing/objects.ts';

const [zone, region] = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];
const [betaZone, betaRegion] = [
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
];

type Labels = Readonly<Record<string, string>>;

function claim(
  name: string,
  spec: NonNullable<V1PersistentVolumeClaim['spec']> = {},
): V1PersistentVolumeClaim {
  return { metadata: { name, namespace: 'default' }, spec };
}
const storageClass = (name: string, volumeBindingMode: string): V1StorageClass => ({
  metadata: { name },
  provisioner: 'example.com/disks',
  volumeBindingMode,
});
const using = (claimName: string) =>
  new PodInfo(pod('web', {}, { volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }] }));

function open(labels: Labels = {}): Framework {
  const volume: V1PersistentVolume = { metadata: { name: 'volume', labels } };
  const claims = [
    claim('bound', { volumeName: 'volume' }),
    claim('lost', { volumeName: 'gone' }),
    claim('late', { storageClassName: 'late' }),
    claim('now', { storageClassName: 'now' }),
    claim('unknown', { storageClassName: 'unknown' }),
    claim('classless'),
  ];
  const classes = [storageClass('late', 'WaitForFirstConsumer'), storageClass('now', 'Immediate')];
  const parts = testParts([
    [coreV1.persistentVolumeClaims, claims],
    [coreV1.persistentVolumes, [volume]],
    [storageV1.storageClasses, classes],
  ]);
  return framed('VolumeZone', parts);
}

/** As in upstream's TestSingleZone, TestMultiZone and TestWithBinding. */
test.each<[Labels, Labels, boolean]>([
  [{ [zone]: 'a' }, {}, true],
  [{}, { [zone]: 'b' }, true],
  [{ [zone]: 'a' }, { [zone]: 'a' }, true],
  [{ [zone]: 'a' }, { [zone]: 'b' }, false],
  [{ [zone]: 'a' }, { [region]: 'r' }, false],
  [{ [region]: 'r' }, { [region]: 'r', [zone]: 'b' }, true],
  [{ [region]: 'r' }, { [region]: 's', [zone]: 'b' }, false],
  [{ [zone]: 'a__b' }, { [zone]: 'b' }, true],
  [{ [zone]: 'a__b' }, { [zone]: 'c' }, false],
  [{ [zone]: 'a__' }, { [zone]: 'c' }, true],
  [{ [betaZone]: 'a' }, { [zone]: 'a' }, true],
  [{ [betaRegion]: 'r' }, { [region]: 's' }, false],
  [{ [zone]: 'a' }, { [betaZone]: 'a' }, false],
])('a volume with %j and a node with %j: %s', (labels, nodeLabels, expected) => {
  const framework = open(labels);
  const state = new CycleState();
  expect(framework.runPreFilter(state, using('bound')).status).toBeUndefined();
  const why = framework.runFilters(state, using('bound'), nodeInfo(node('n', {}, {}, nodeLabels)));
  expect(why?.message).toBe(expected ? undefined : 'node(s) had no available volume zone');
});

test.each<[string, string | undefined]>([
  ['late', undefined],
  ['lost', 'persistentvolume "gone" not found'],
  ['missing', 'persistentvolumeclaim "missing" not found'],
  ['now', 'PersistentVolume had no name'],
  ['unknown', 'storageclass.storage.k8s.io "unknown" not found'],
  ['classless', 'PersistentVolumeClaim had no pv name and storageClass name'],
])('the claim %s: %s', (name, expected) => {
  const state = new CycleState();
  expect(open().runPreFilter(state, using(name)).status?.message).toBe(expected);
  if (expected === undefined) expect(state.filters).toEqual([]);
});

const volumes = eventResource(coreV1.persistentVolumes);
const classes = eventResource(storageV1.storageClasses);
const claims = eventResource(coreV1.persistentVolumeClaims);
const labelled = (labels: Labels): KubeObject => ({ metadata: { labels } });

test.each<[string, KubeObject | undefined, KubeObject, boolean]>([
  [`${volumes}/Update`, labelled({ [zone]: 'a' }), labelled({ [zone]: 'b' }), true],
  [`${volumes}/Update`, labelled({ [zone]: 'a' }), labelled({ [zone]: 'a', x: 'y' }), false],
  [`${volumes}/Add`, undefined, labelled({}), true],
  [`${classes}/Add`, undefined, storageClass('x', 'WaitForFirstConsumer'), true],
  [`${classes}/Add`, undefined, storageClass('x', 'Immediate'), false],
  [`${claims}/Update`, claim('bound'), claim('bound'), true],
  [`${claims}/Update`, claim('other'), claim('other'), false],
])('after %s of %j and %j it looks again or not', (event, before, after, expected) => {
  const [hint] = open().hints.of(eventOf(event)).get('VolumeZone') ?? [];
  expect(hint?.(using('bound'), eventOf(event, before, after))).toBe(expected);
});
