import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseYaml } from '../../apimachinery/index.ts';
import { defaultPlugins } from '../plugins/index.ts';
import { defaultConfiguration } from './configuration.ts';
import { readSchedulerConfiguration, schedulerConfiguration } from './scheduler-configuration.ts';

// What becomes of configurations in Kubernetes is compared in test/oracles/scheduler-configuration.

const place = (path: string) => `sched.yaml(${path})`;
const head = { apiVersion: 'kubescheduler.config.k8s.io/v1', kind: 'KubeSchedulerConfiguration' };

test('a configuration that says nothing is the default one', () => {
  expect(readSchedulerConfiguration(head)).toEqual(defaultConfiguration);
  expect(schedulerConfiguration({})).toEqual(defaultConfiguration);
});

test.each<[object, string]>([
  [{}, `sched.yaml(): Object 'apiVersion' is missing in '{}'`],
  [{ apiVersion: head.apiVersion }, `sched.yaml(): Object 'Kind' is missing in '{"apiVersion"`],
  [
    { ...head, apiVersion: 'kubescheduler.config.k8s.io/v1beta3' },
    'sched.yaml(apiVersion): no kind "KubeSchedulerConfiguration" is registered for version "kubescheduler.config.k8s.io/v1beta3"; write apiVersion: kubescheduler.config.k8s.io/v1',
  ],
  [
    { ...head, parallelism: '3' },
    'sched.yaml(parallelism): json: cannot unmarshal string into Go struct field KubeSchedulerConfiguration.parallelism of type int32',
  ],
  [
    { ...head, profiles: [{}, { plugins: { filters: {} } }] },
    'sched.yaml(profiles[1].plugins.filters): strict decoding error: unknown field "profiles[1].plugins.filters"; there are preFilter, filter,',
  ],
  [
    { ...head, profiles: [{ pluginConfig: [{ name: 'NodeAffinity', args: { added: {} } }] }] },
    'sched.yaml(profiles[0].pluginConfig[0].args.added): decoding .profiles[0].pluginConfig[0]: decoding args for plugin NodeAffinity: strict decoding error: unknown field "added"; there are addedAffinity',
  ],
  [
    { ...head, extenders: [{ urlPrefix: 'http://a', httpTimeout: '3x' }] },
    'sched.yaml(extenders[0].httpTimeout): time: unknown unit "x" in duration "3x"',
  ],
  [
    {
      ...head,
      profiles: [
        { pluginConfig: [{ name: 'NodeResourcesFit', args: { scoringStrategy: { type: 'Most' } } }] },
      ],
    },
    'sched.yaml(profiles[0].pluginConfig[0].args.scoringStrategy.type): creating profile for scheduler name default-scheduler: initializing plugin "NodeResourcesFit": scoringStrategy.type: Unsupported value: "Most"',
  ],
])('%j is refused with its place and what is allowed', (given, message) => {
  expect(() => readSchedulerConfiguration(given, place)).toThrow(message);
});

test('all that is wrong is told, each in its line', () => {
  const wrong = {
    ...head,
    parallelism: 0,
    podInitialBackoffSeconds: 20,
    profiles: [{ percentageOfNodesToScore: 101 }],
  };
  expect(() => readSchedulerConfiguration(wrong, place)).toThrow(
    [
      'sched.yaml(parallelism): parallelism: Invalid value: 0: should be an integer value greater than zero',
      'sched.yaml(profiles[0].percentageOfNodesToScore): profiles[0].percentageOfNodesToScore: Invalid value: 101: not in valid range [0-100]',
      'sched.yaml(podMaxBackoffSeconds): podMaxBackoffSeconds: Invalid value: 10: must be greater than or equal to PodInitialBackoffSeconds',
    ].join('\n'),
  );
});

test('the example of the reference is one', () => {
  const page = new URL('../../docs/reference/scheduler-configuration.md', import.meta.url);
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(page, 'utf8')) ?? [];
  const { profiles } = readSchedulerConfiguration(parseYaml(example)[0]?.value);
  expect(profiles.map(({ schedulerName }) => schedulerName)).toEqual(['default-scheduler', 'packs']);
});

test('extenders that may fail are asked last, and have their defaults', () => {
  const { extenders, profiles } = schedulerConfiguration({
    extenders: [
      { urlPrefix: 'http://may-fail', ignorable: true },
      { urlPrefix: 'https://sure', enableHTTPS: true, httpTimeout: '250ms', bindVerb: 'bind' },
      {
        urlPrefix: 'http://counts',
        managedResources: [{ name: 'a.io/b', ignoredByScheduler: true }, { name: 'a.io/c' }],
      },
    ],
  });
  expect(extenders.map(({ urlPrefix }) => urlPrefix)).toEqual([
    'https://sure',
    'http://counts',
    'http://may-fail',
  ]);
  expect(extenders[0]).toMatchObject({
    httpTimeoutMs: 250,
    bindVerb: 'bind',
    filterVerb: '',
    tls: { insecure: true },
  });
  expect(extenders[1]).toMatchObject({
    httpTimeoutMs: 5_000,
    managedResources: new Set(['a.io/b', 'a.io/c']),
    tls: {},
  });
  expect(profiles[0]?.args.get('NodeResourcesFit')).toMatchObject({ ignoredResources: ['a.io/b'] });
});

test('the table of plugins is that of Kubernetes, in its order', () => {
  // Those that are on by default in 1.36 (getDefaultPlugins, applyFeatureGates).
  const order = [
    ...[
      'SchedulingGates',
      'PrioritySort',
      'NodeUnschedulable',
      'NodeName',
      'TaintToleration*3',
      'NodeAffinity*2',
    ],
    ...[
      'NodePorts',
      'NodeResourcesFit*1',
      'VolumeRestrictions',
      'NodeVolumeLimits',
      'VolumeBinding',
      'VolumeZone',
    ],
    ...['PodTopologySpread*2', 'InterPodAffinity*2', 'DynamicResources*2', 'DefaultPreemption'],
    ...['NodeResourcesBalancedAllocation*1', 'ImageLocality*1', 'DefaultBinder', 'NodeDeclaredFeatures'],
  ];
  const rows = defaultPlugins.map(({ name, weight }) => (weight === undefined ? name : `${name}*${weight}`));
  expect(rows).toEqual(order);
});
