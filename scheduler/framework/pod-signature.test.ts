import { describe, expect, test } from 'vitest';
import { resourceV1, type V1NodeSelectorRequirement, type V1PodSpec } from '../../api/index.ts';
import { PodInfo } from '../cache/pod-info.ts';
import { schedulerConfiguration } from '../configuration/scheduler-configuration.ts';
import { defaultPlugins } from '../plugins/index.ts';
import { testFramework, testParts } from '../testing/frameworks.ts';
import { container, pod, podInfo } from '../testing/objects.ts';
import { Framework } from './framework.ts';
import type { Profile } from './profile.ts';

/** The default plugins, but that pods are not spread by default. */
function framework(spread: object = { defaultingType: 'List' }, affinity: object = {}): Framework {
  const { profiles } = schedulerConfiguration({
    profiles: [
      {
        pluginConfig: [
          { name: 'PodTopologySpread', args: spread },
          { name: 'InterPodAffinity', args: affinity },
        ],
      },
    ],
  });
  const deviceClass = { metadata: { name: 'gpu' }, spec: { extendedResourceName: 'example.com/gpu' } };
  return new Framework(
    defaultPlugins,
    profiles[0] as Profile,
    testParts([[resourceV1.deviceClasses, [deviceClass]]]),
  );
}

const sign = (spec: Partial<V1PodSpec>) => framework().sign(podInfo('p', {}, spec));
const requires = (...matchExpressions: V1NodeSelectorRequirement[]): Partial<V1PodSpec> => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
    },
  },
});
const zone: V1NodeSelectorRequirement = { key: 'zone', operator: 'In', values: ['a', 'b'] };
const disk: V1NodeSelectorRequirement = { key: 'disk', operator: 'Exists' };
const withVolumes = (...sources: object[]): Partial<V1PodSpec> => ({
  volumes: sources.map((source, at) => ({ name: `v${at}`, ...source })),
});
const withImages = (...images: string[]): Partial<V1PodSpec> => ({
  containers: images.map((image, at) => container(`c${at}`, {}, { image })),
});
const onPort = (hostPort: number): Partial<V1PodSpec> => ({
  containers: [container('main', {}, { ports: [{ containerPort: 80, hostPort }] })],
});

describe('pods are the same to all plugins', () => {
  test.each<[what: string, one: Partial<V1PodSpec>, other: Partial<V1PodSpec>]>([
    [
      'tolerations in another order',
      { tolerations: [{ key: 'a', operator: 'Exists' }, { key: 'b' }] },
      { tolerations: [{ key: 'b' }, { operator: 'Exists', key: 'a' }] },
    ],
    ['requirements in another order', requires(zone, disk), requires(disk, { ...zone, values: ['b', 'a'] })],
    [
      'images in another order, and the tag that goes without saying',
      withImages('a', 'b:1'),
      withImages('b:1', 'a:latest'),
    ],
    [
      'other volumes of configuration, and the rest under other names',
      withVolumes({ emptyDir: {} }, { hostPath: { path: '/a' } }, { configMap: { name: 'a' } }),
      withVolumes({ secret: { secretName: 'b' } }, { hostPath: { path: '/a' } }, { emptyDir: {} }),
    ],
    ['what no plugin looks at', {}, { serviceAccountName: 'other', terminationGracePeriodSeconds: 1 }],
  ])('%s', (_what, one, other) => {
    expect(sign(one)).toBeDefined();
    expect(sign(one)).toBe(sign(other));
  });

  test('labels in another order, and another name', () => {
    const one = { ...pod('one'), metadata: { name: 'one', labels: { a: '1', b: '2' } } };
    const other = { ...pod('other'), metadata: { name: 'other', labels: { b: '2', a: '1' } } };
    expect(framework().sign(new PodInfo(one))).toBe(framework().sign(new PodInfo(other)));
  });
});

describe('pods are not the same', () => {
  test.each<[what: string, spec: Partial<V1PodSpec>]>([
    ['requests', { containers: [container('main', { cpu: '1' })] }],
    ['an extended resource', { containers: [container('main', { 'example.com/foo': '1' })] }],
    ['a host port', onPort(8080)],
    ['another host port', onPort(8081)],
    ['an image', withImages('other')],
    ['a toleration', { tolerations: [{ key: 'a', operator: 'Exists' }] }],
    ['a node selector', { nodeSelector: { zone: 'a' } }],
    ['a requirement of nodes', requires(zone)],
    ['another requirement', requires(disk)],
    [
      'a preference',
      {
        affinity: {
          nodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 5, preference: { matchExpressions: [zone] } },
            ],
          },
        },
      },
    ],
    ['a claim of a volume', withVolumes({ persistentVolumeClaim: { claimName: 'data' } })],
    ['a feature of the kubelet', { hostNetwork: true, hostUsers: false }],
  ])('by %s', (_what, spec) => {
    expect(sign(spec)).toBeDefined();
    expect(sign(spec)).not.toBe(sign({}));
    expect(sign(onPort(8080))).not.toBe(sign(onPort(8081)));
    expect(sign(requires(zone))).not.toBe(sign(requires(disk)));
  });

  test('by labels, unless nothing is asked of pods that others want to be near or not', () => {
    const labelled = new PodInfo({ ...pod('p'), metadata: { name: 'p', labels: { app: 'web' } } });
    expect(framework().sign(labelled)).not.toBe(framework().sign(podInfo('p')));
    const blind = framework(undefined, { ignorePreferredTermsOfExistingPods: true });
    expect(blind.sign(labelled)).toBe(blind.sign(podInfo('p')));
  });
});

describe('a pod is as no other', () => {
  const term = { topologyKey: 'zone', labelSelector: {} };
  test.each<[what: string, spec: Partial<V1PodSpec>]>([
    [
      'where others are counts',
      { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } },
    ],
    [
      'it is spread',
      { topologySpreadConstraints: [{ ...term, maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' }] },
    ],
    ['it has claims of devices', { resourceClaims: [{ name: 'gpu', resourceClaimName: 'gpu' }] }],
    ['it asks for what may be devices', { containers: [container('main', { 'example.com/gpu': '1' })] }],
  ])('as %s', (_what, spec) => {
    expect(sign(spec)).toBeUndefined();
  });

  test('by default, as all are spread; and where a configuration says how', () => {
    expect(testFramework().sign(podInfo('p'))).toBeUndefined();
    const defaultConstraints = [{ topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' }];
    expect(framework({ defaultingType: 'List', defaultConstraints }).sign(podInfo('p'))).toBeUndefined();
  });
});
