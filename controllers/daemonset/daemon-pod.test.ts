import { describe, expect, it } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { daemonPod, daemonTolerations, isUpdated, onNode, targetNode } from './daemon-pod.ts';
import { agent, templateOf } from './testing/daemon-world.ts';

const notReady = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' };

describe('tolerations', () => {
  it('are the template’s and those of daemons', () => {
    const own = { key: 'k', operator: 'Exists' };
    const keys = daemonTolerations({ containers: [], tolerations: [own] }).map(({ key }) =>
      key?.split('/').at(-1),
    );
    expect(keys).toEqual([
      'k',
      'not-ready',
      'unreachable',
      'disk-pressure',
      'memory-pressure',
      'pid-pressure',
      'unschedulable',
    ]);
    expect(daemonTolerations({ containers: [], hostNetwork: true })).toHaveLength(7);
  });

  it('of the template that say for how long are for ever', () => {
    const limited = [{ ...notReady, tolerationSeconds: 5 }];
    const [first, ...others] = daemonTolerations({ containers: [], tolerations: limited });
    expect([first, others.length]).toEqual([notReady, 5]);
  });

  it.each([
    { ...notReady, effect: 'NoSchedule' },
    { ...notReady, operator: 'Equal', value: 'x' },
  ])('of the template for something else stay: %j', (own) => {
    expect(daemonTolerations({ containers: [], tolerations: [own] })).toHaveLength(7);
  });
});

describe('a pod', () => {
  const preferred = [{ weight: 1, preference: { matchExpressions: [] } }];

  it('is bound to its node by its affinity, whatever the template requires', () => {
    const required = { nodeSelectorTerms: [{ matchExpressions: [{ key: 'x', operator: 'Exists' }] }] };
    const nodeAffinity = {
      requiredDuringSchedulingIgnoredDuringExecution: required,
      preferredDuringSchedulingIgnoredDuringExecution: preferred,
    };
    const template = templateOf('agent:1', { affinity: { nodeAffinity, podAffinity: {} } });
    const pod = onNode(daemonPod(agent({ template }), 'h'), 'n');
    expect(pod.spec?.affinity).toEqual({
      podAffinity: {},
      nodeAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: preferred,
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n'] }] }],
        },
      },
    });
    expect(targetNode(pod)).toBe('n');
    expect(targetNode({ ...pod, spec: { containers: [], nodeName: 'm' } })).toBe('m');
  });

  const madeFor = (matchFields: readonly object[]): V1Pod => {
    const nodeSelectorTerms = [{ matchFields }];
    const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } };
    return { spec: { containers: [], affinity: { nodeAffinity: required } } } as V1Pod;
  };

  it.each([
    {},
    madeFor([]),
    madeFor([{ key: 'metadata.name', operator: 'In', values: ['a', 'b'] }]),
    madeFor([{ key: 'metadata.name', operator: 'NotIn', values: ['a'] }]),
  ])('without one node is made for none: %j', (pod) => {
    expect(targetNode(pod)).toBeUndefined();
  });

  it.each([
    { labels: { 'controller-revision-hash': 'h' }, counted: undefined, updated: true },
    { labels: { 'controller-revision-hash': 'x' }, counted: '2', updated: false },
    { labels: { 'pod-template-generation': '2' }, counted: '2', updated: true },
    { labels: { 'pod-template-generation': '2' }, counted: '3', updated: false },
    { labels: { 'pod-template-generation': 'x' }, counted: 'x', updated: false },
    { labels: {}, counted: undefined, updated: false },
  ])('is updated by its hash or its count: %j', ({ labels, counted, updated }) => {
    const annotations = counted === undefined ? {} : { 'deprecated.daemonset.template.generation': counted };
    expect(isUpdated({ metadata: { labels } }, { metadata: { annotations } }, 'h')).toBe(updated);
    expect(isUpdated({ metadata: { labels: { 'controller-revision-hash': '' } } }, {}, '')).toBe(false);
  });
});
