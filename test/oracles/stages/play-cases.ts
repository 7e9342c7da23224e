import fc from 'fast-check';
import type { KubeObject } from '../../../apimachinery/index.ts';
import type { RuleCases } from '../kit/rule-cases.ts';

/** An object, which goes through the stages of its kind (play-stages.yaml). */
export interface PlayCase {
  readonly object: KubeObject;
}

const durations = fc.constantFrom(
  ...['2s', '', '500ms', 'soon', '2026-01-02T15:05:05Z', '2026-01-02T15:04:05Z', '-1s', '1h30m'],
);

const pod = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Pod'),
  metadata: fc.record(
    {
      name: fc.constantFrom('web-1', 'web-2'),
      namespace: fc.constantFrom('shop', 'default'),
      uid: fc.constant('u1'),
      labels: fc.record(
        {
          'example.com/fails': fc.constantFrom('yes', 'no'),
          'example.com/reason': fc.constantFrom('Tired', 'Old'),
        },
        { requiredKeys: [] },
      ),
      annotations: fc.record(
        {
          'example.com/end-weight': fc.constantFrom('5', '0', '', 'heavy', '0x10', '-3'),
          'example.com/end-after': durations,
          'example.com/end-before': durations,
        },
        { requiredKeys: [] },
      ),
      ownerReferences: fc.array(
        fc.record({
          apiVersion: fc.constant('v1'),
          kind: fc.constantFrom('Job', 'ReplicaSet'),
          name: fc.constant('o'),
          uid: fc.constant('o1'),
        }),
        { maxLength: 2 },
      ),
      finalizers: fc.uniqueArray(fc.constantFrom('example.com/guard', 'example.com/other'), { maxLength: 2 }),
      deletionTimestamp: fc.constantFrom('2026-01-02T15:04:35Z', '2026-01-02T15:04:00Z'),
    },
    { requiredKeys: ['name', 'namespace'] },
  ),
  spec: fc.record(
    {
      nodeName: fc.constant('node-1'),
      hostNetwork: fc.boolean(),
      containers: fc.constantFrom(
        [{ name: 'a', image: 'a:1' }],
        [
          { name: 'a', image: 'a:1' },
          { name: 'b', image: 'b' },
        ],
      ),
    },
    { requiredKeys: ['nodeName', 'containers'] },
  ),
  status: fc.record(
    { phase: fc.constantFrom('Pending', 'Running', 'Failed'), podIP: fc.constant('10.0.0.9') },
    { requiredKeys: ['phase'] },
  ),
});

const condition = fc.record({
  type: fc.constantFrom('Ready', 'MemoryPressure'),
  status: fc.constantFrom('True', 'False', 'Unknown'),
});
const node = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Node'),
  metadata: fc.constant({ name: 'node-1' }),
  status: fc.record(
    {
      capacity: fc.constantFrom({ cpu: '4', memory: '8Gi' }, { cpu: '1' }),
      conditions: fc.array(condition, { maxLength: 2 }),
      nodeInfo: fc.constant({ architecture: 'arm64' }),
    },
    { requiredKeys: [] },
  ),
});

const claim = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('PersistentVolumeClaim'),
  metadata: fc.record(
    {
      name: fc.constantFrom('slow', 'data'),
      namespace: fc.constant('shop'),
      annotations: fc.constantFrom({ mark: 'me' }, { mark: 'other' }),
      labels: fc.constantFrom({ leave: 'now' }, { leave: '' }, { stay: 'on' }),
      finalizers: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 }),
    },
    { requiredKeys: ['name', 'namespace'] },
  ),
  spec: fc.record(
    {
      storageClassName: fc.constantFrom('own', 'other'),
      volumeName: fc.constant('pv-1'),
      resources: fc.constant({ requests: { storage: '5Gi' } }),
    },
    { requiredKeys: ['storageClassName', 'resources'] },
  ),
});

const widget = fc.record({
  apiVersion: fc.constant('example.com/v1'),
  kind: fc.constant('Widget'),
  metadata: fc.constant({ name: 'w' }),
  spec: fc.record(
    {
      size: fc.constantFrom<unknown>(0, 1, 2.5, '3', '', 'big', null, true),
      wait: fc.constantFrom<unknown>('1s', '', 5, null, 'x'),
      broken: fc.constantFrom<unknown>(true, 'true', false),
      tags: fc.array(fc.constantFrom('a', 'b'), { maxLength: 4 }),
    },
    { requiredKeys: [] },
  ),
});

const random = fc.record({
  object: fc.oneof(
    { weight: 4, arbitrary: pod },
    { weight: 1, arbitrary: node },
    { weight: 2, arbitrary: claim },
    { weight: 3, arbitrary: widget },
  ),
});

export const playCases: RuleCases = { picked: [], random, vectors: 150 };
