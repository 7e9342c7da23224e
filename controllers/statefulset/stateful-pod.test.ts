import { describe, expect, it } from 'vitest';
import type { V1StatefulSet } from '../../api/index.ts';
import { claimsOf, newStatefulPod, storageMatches, volumesOf } from './stateful-pod.ts';
import { claimTemplates, podOf, setOf } from './testing/set-objects.ts';

const claimed = { name: 'data', persistentVolumeClaim: { claimName: 'data-web-1' } };

describe('the volumes of a pod', () => {
  const set = setOf(claimTemplates);

  it('are those of its claims, and those of other names', () => {
    const own = [
      { name: 'tmp', emptyDir: {} },
      { name: 'data', emptyDir: {} },
    ];
    expect(volumesOf(set, own, 1)).toEqual([claimed, { name: 'tmp', emptyDir: {} }]);
    expect(volumesOf(setOf(), own, 1)).toBe(own);
  });

  it.each([
    { name: 'its own claim', volumes: [{ name: 'tmp' }, claimed], matches: true },
    {
      name: 'the claim of another',
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data-web-2' } }],
      matches: false,
    },
    { name: 'no claim', volumes: [{ name: 'data', emptyDir: {} }], matches: false },
    { name: 'none', volumes: [], matches: false },
  ])('$name: they match $matches', ({ volumes, matches }) => {
    expect(storageMatches(set, podOf(1, { volumes }))).toBe(matches);
  });
});

describe('the claims of a pod', () => {
  const named = (set: V1StatefulSet) =>
    claimsOf(set, 1).map(({ metadata }) => [metadata?.name, metadata?.namespace, metadata?.labels]);

  it('have the labels of the selector, and those of their template where these do not say otherwise', () => {
    const volumeClaimTemplates = [
      { metadata: { name: 'data' } },
      { metadata: { name: 'log', labels: { app: 'other', kind: 'disk' } } },
    ];
    expect(named(setOf({ volumeClaimTemplates }))).toEqual([
      ['data-web-1', 'default', { app: 'web' }],
      ['log-web-1', 'default', { app: 'web', kind: 'disk' }],
    ]);
  });
});

describe('a new pod', () => {
  const template = (image: string) => ({ spec: { containers: [{ name: 'main', image }] } });
  const revisions = {
    current: { name: 'old', template: template('old') },
    update: { name: 'new', template: template('new') },
  };
  const imageOf = (set: V1StatefulSet, ordinal: number) => {
    const { metadata, spec } = newStatefulPod(set, revisions, ordinal);
    expect(metadata?.labels?.['controller-revision-hash']).toBe(spec?.containers[0]?.image);
    return spec?.containers[0]?.image;
  };

  it.each([
    { name: 'below the partition', partition: 2, ordinal: 1, image: 'old' },
    { name: 'at the partition', partition: 2, ordinal: 2, image: 'new' },
    { name: 'of ordinals that start at 5', partition: 2, start: 5, ordinal: 6, image: 'old' },
    { name: 'of those, above it', partition: 2, start: 5, ordinal: 7, image: 'new' },
  ])('$name is $image', ({ partition, start = 0, ordinal, image }) => {
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition } };
    expect(imageOf(setOf({ updateStrategy, ordinals: { start } }), ordinal)).toBe(image);
  });

  it('without a partition is old for as many as are still', () => {
    const status = { replicas: 3, currentReplicas: 1 };
    const rolling = setOf({ updateStrategy: { type: 'RollingUpdate' } }, { ...setOf(), status });
    expect([imageOf(rolling, 0), imageOf(rolling, 1)]).toEqual(['old', 'new']);
    const onDelete = setOf({ updateStrategy: { type: 'OnDelete' } }, { ...setOf(), status });
    expect(imageOf(onDelete, 0)).toBe('new');
  });

  it('has no subdomain where the set has no service', () => {
    const { spec } = newStatefulPod(setOf(), revisions, 1);
    expect([spec?.hostname, spec && 'subdomain' in spec]).toEqual(['web-1', false]);
    expect(newStatefulPod(setOf({ serviceName: 's' }), revisions, 1).spec?.subdomain).toBe('s');
  });
});
