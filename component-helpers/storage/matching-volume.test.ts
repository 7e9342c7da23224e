import { expect, test } from 'vitest';
import type { V1Node, V1PersistentVolume, V1PersistentVolumeClaim } from '../../api/index.ts';
import { defaultClassAnnotations, hasStorageClass, isBoundTo } from './claims.ts';
import { newestDefault } from './default-class.ts';
import { matchingVolume, misfit } from './matching-volume.ts';

const claim: V1PersistentVolumeClaim = {
  metadata: { name: 'data', namespace: 'default', uid: 'u-1' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '2Gi' } },
    storageClassName: 'a',
  },
};

function volume(
  name: string,
  spec: V1PersistentVolume['spec'] = {},
  phase = 'Available',
): V1PersistentVolume {
  const all = {
    capacity: { storage: '5Gi' },
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'a',
    ...spec,
  };
  return { metadata: { name, labels: { disk: name } }, spec: all, status: { phase } };
}

const found = (
  volumes: readonly V1PersistentVolume[],
  wish: Partial<Parameters<typeof matchingVolume>[1]> = {},
) => matchingVolume(volumes, { claim, waitsForConsumer: false, ...wish })?.metadata?.name;

test('the smallest that fits is taken, of two alike the first', () => {
  const sizes = [
    volume('big'),
    volume('fits', { capacity: { storage: '2Gi' } }),
    volume('alike', { capacity: { storage: '2048Mi' } }),
  ];
  expect(found([volume('small', { capacity: { storage: '1Gi' } }), ...sizes])).toBe('fits');
});

test('what is taken, going, of another class, mode or kind of attributes, or not free, is passed over', () => {
  const other = { name: 'data', namespace: 'default', uid: 'u-2' };
  const going = {
    ...volume('going'),
    metadata: { name: 'going', deletionTimestamp: '2026-01-01T00:00:00Z' },
  };
  const passed = [
    volume('claimed', { claimRef: other }),
    going,
    volume('class', { storageClassName: 'b' }),
    volume('block', { volumeMode: 'Block' }),
    volume('attributes', { volumeAttributesClassName: 'gold' }),
    volume('released', {}, 'Released'),
  ];
  expect(found(passed)).toBeUndefined();
  expect(found([volume('mine')], { taken: new Set(['mine']) })).toBeUndefined();
});

test('what is kept for the claim comes before what is smaller, also where a consumer is waited for', () => {
  const kept = volume('kept', { claimRef: { name: 'data', namespace: 'default' } }, 'Bound');
  const small = volume('small', { capacity: { storage: '2Gi' } });
  expect(found([small, kept])).toBe('kept');
  expect(found([small, kept], { waitsForConsumer: true })).toBe('kept');
  expect(found([small], { waitsForConsumer: true })).toBeUndefined();
});

test('for a node, only what can be reached from there and used as asked', () => {
  const expression = { key: 'zone', operator: 'In', values: ['a'] };
  const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions: [expression] }] } };
  const node = (zone: string): V1Node => ({ metadata: { name: 'n', labels: { zone } } });
  const zoned = volume('zoned', { nodeAffinity });
  expect(found([zoned], { node: node('a'), waitsForConsumer: true })).toBe('zoned');
  expect(found([zoned], { node: node('b') })).toBeUndefined();
  expect(found([volume('many', { accessModes: ['ReadOnlyMany'] })], { node: node('a') })).toBeUndefined();
});

test('a selector chooses by labels', () => {
  const selector = { matchLabels: { disk: 'two' } };
  expect(
    found([volume('one'), volume('two')], { claim: { ...claim, spec: { ...claim.spec, selector } } }),
  ).toBe('two');
});

test('why a volume that is named will not do', () => {
  const metadata = { name: 'v', deletionTimestamp: '2026-01-01T00:00:00Z' };
  const reasons = [
    misfit({ ...volume('v'), metadata }, claim),
    misfit(volume('v', { capacity: { storage: '1Gi' } }), claim),
    misfit(volume('v', { storageClassName: 'b' }), claim),
    misfit(volume('v', { volumeAttributesClassName: 'gold' }), claim),
    misfit(volume('v', { volumeMode: 'Block' }), claim),
    misfit(volume('v', { accessModes: ['ReadOnlyMany'] }), claim),
    misfit(volume('v'), claim),
  ];
  expect(reasons).toEqual([
    'the volume is marked for deletion "v"',
    'requested PV is too small',
    'storageClassName does not match',
    'volumeAttributesClassName does not match',
    'incompatible volumeMode',
    'incompatible accessMode',
    undefined,
  ]);
});

test('a volume is bound to a claim by name, and by uid where it says one', () => {
  const to = (claimRef: NonNullable<V1PersistentVolume['spec']>['claimRef']) =>
    isBoundTo(volume('v', claimRef === undefined ? {} : { claimRef }), claim);
  expect(to(undefined)).toBe(false);
  expect(to({ name: 'data', namespace: 'default' })).toBe(true);
  expect(to({ name: 'data', namespace: 'default', uid: 'u-1' })).toBe(true);
  expect(to({ name: 'data', namespace: 'default', uid: 'u-2' })).toBe(false);
  expect(to({ name: 'data', namespace: 'other' })).toBe(false);
});

test('the newest default class counts', () => {
  const storageClass = (name: string, creationTimestamp: string, isDefault = 'true') => ({
    provisioner: 'example.com/disks',
    metadata: {
      name,
      creationTimestamp,
      annotations: { 'storageclass.kubernetes.io/is-default-class': isDefault },
    },
  });
  const classes = [
    storageClass('old', '2026-01-01T00:00:00Z'),
    storageClass('new-b', '2026-01-02T00:00:00Z'),
    storageClass('new-a', '2026-01-02T00:00:00Z'),
    storageClass('no', '2026-01-03T00:00:00Z', 'false'),
  ];
  expect(newestDefault(classes, defaultClassAnnotations)?.metadata?.name).toBe('new-a');
  expect(newestDefault([], defaultClassAnnotations)).toBeUndefined();
  expect(hasStorageClass(claim)).toBe(true);
  expect(hasStorageClass({ spec: {} })).toBe(false);
});
