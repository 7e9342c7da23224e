import { describe, expect, test } from 'vitest';
import type { V1NodeSelectorRequirement, V1NodeSelectorTerm, V1PodSpec } from '../../api/index.ts';
import { CycleState } from '../framework/cycle-state.ts';
import { eventOf, hintOf } from '../testing/frameworks.ts';
import { node, nodeInfo, podInfo } from '../testing/objects.ts';
import { nodeAffinity } from './node-affinity.ts';

const plugin = nodeAffinity();

const state = new CycleState();
const noMatch = "node(s) didn't match Pod's node affinity/selector";

const needs = (key: string, operator: string, ...values: string[]): V1NodeSelectorRequirement => ({
  key,
  operator,
  values,
});
const labels = (...matchExpressions: V1NodeSelectorRequirement[]): V1NodeSelectorTerm => ({
  matchExpressions,
});
const fields = (...matchFields: V1NodeSelectorRequirement[]): V1NodeSelectorTerm => ({ matchFields });
const required = (...nodeSelectorTerms: V1NodeSelectorTerm[]): Partial<V1PodSpec> => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
});

/** What the plugin says of node `node1`: `fits`, or its message before or at the filter. */
function verdict(spec: Partial<V1PodSpec>, nodeLabels: Readonly<Record<string, string>>): string {
  const info = podInfo('p', {}, spec);
  const before = plugin.preFilter?.(state, info);
  if (before !== undefined && before !== 'skip' && 'message' in before) return before.message;
  if (before !== undefined && before !== 'skip' && !before.nodeNames.has('node1')) return 'narrowed away';
  if (before === 'skip') return 'fits';
  return plugin.filter?.(state, info, nodeInfo(node('node1', {}, {}, nodeLabels)))?.message ?? 'fits';
}

const gpu = { GPU: 'NVIDIA-GRID-K1' };

describe('NodeAffinity filters', () => {
  test.each<[string, Partial<V1PodSpec>, Readonly<Record<string, string>>, string]>([
    ['no selector', {}, {}, 'fits'],
    ['a selector, no labels', { nodeSelector: { foo: 'bar' } }, {}, noMatch],
    ['the label of the selector', { nodeSelector: { foo: 'bar' } }, { foo: 'bar', baz: 'blah' }, 'fits'],
    ['one label of two', { nodeSelector: { foo: 'bar', baz: 'blah' } }, { foo: 'bar' }, noMatch],
    ['In', required(labels(needs('foo', 'In', 'bar', 'value2'))), { foo: 'bar' }, 'fits'],
    ['Gt', required(labels(needs('kernel-version', 'Gt', '0204'))), { 'kernel-version': '0206' }, 'fits'],
    ['Gt of less', required(labels(needs('v', 'Gt', '5'))), { v: '5' }, noMatch],
    ['Lt', required(labels(needs('v', 'Lt', '5'))), { v: '-4' }, 'fits'],
    ['Gt of no number', required(labels(needs('v', 'Gt', '5'))), { v: 'six' }, noMatch],
    ['Gt of something that is no number', required(labels(needs('v', 'Gt', 'x'))), { v: '6' }, noMatch],
    ['NotIn', required(labels(needs('mem-type', 'NotIn', 'DDR', 'DDR2'))), { 'mem-type': 'DDR3' }, 'fits'],
    ['NotIn without the label', required(labels(needs('mem-type', 'NotIn', 'DDR'))), {}, 'fits'],
    ['Exists', required(labels(needs('GPU', 'Exists'))), gpu, 'fits'],
    ['DoesNotExist', required(labels(needs('GPU', 'DoesNotExist'))), gpu, noMatch],
    ['no terms match nothing', required(), { foo: 'bar' }, noMatch],
    ['an empty term matches nothing', required(labels()), { foo: 'bar' }, noMatch],
    ['all of a term', required(labels(needs('GPU', 'Exists'), needs('foo', 'In', 'x'))), gpu, noMatch],
    [
      'one of two terms',
      required(labels(needs('foo', 'In', 'x')), labels(needs('GPU', 'Exists'))),
      gpu,
      'fits',
    ],
    [
      'selector and affinity',
      { nodeSelector: { foo: 'x' }, ...required(labels(needs('GPU', 'Exists'))) },
      gpu,
      noMatch,
    ],
    ['the field metadata.name', required(fields(needs('metadata.name', 'In', 'node1'))), {}, 'fits'],
    ['another name', required(fields(needs('metadata.name', 'In', 'node2'))), {}, 'narrowed away'],
    ['In with another value', required(labels(needs('foo', 'In', 'x', 'y'))), { foo: 'bar' }, noMatch],
    ['In without the label', required(labels(needs('foo', 'In', 'x'))), {}, noMatch],
    ['NotIn with the value', required(labels(needs('foo', 'NotIn', 'bar'))), { foo: 'bar' }, noMatch],
    ['Exists without the label', required(labels(needs('GPU', 'Exists'))), {}, noMatch],
    ['DoesNotExist without the label', required(labels(needs('GPU', 'DoesNotExist'))), {}, 'fits'],
    ['Lt of the same', required(labels(needs('v', 'Lt', '5'))), { v: '5' }, noMatch],
    ['Lt without the label', required(labels(needs('v', 'Lt', '5'))), {}, noMatch],
    ['Lt of something that is no number', required(labels(needs('v', 'Lt', 'x'))), { v: '5' }, noMatch],
    ['an operator that nobody knows', required(labels(needs('v', 'Near', '5'))), { v: '5' }, noMatch],
    ['NotIn another name', required(fields(needs('metadata.name', 'NotIn', 'node2'))), {}, 'fits'],
    ['NotIn two names', required(fields(needs('metadata.name', 'NotIn', 'node2', 'node3'))), {}, noMatch],
    ['a field by Exists', required(fields(needs('metadata.name', 'Exists', 'x'))), {}, noMatch],
    ['another field', required(fields(needs('metadata.uid', 'In', 'node1'))), {}, noMatch],
    ['one of the names given', required(fields(needs('metadata.name', 'In', 'node1', 'node2'))), {}, noMatch],
    [
      'the name that two requirements share',
      required(fields(needs('metadata.name', 'In', 'node1'), needs('metadata.name', 'In', 'node1'))),
      {},
      'fits',
    ],
    [
      'two names, each in a term',
      required(fields(needs('metadata.name', 'In', 'node2')), fields(needs('metadata.name', 'In', 'node1'))),
      {},
      'fits',
    ],
    ['NotIn a name', required(fields(needs('metadata.name', 'NotIn', 'node1'))), {}, noMatch],
    [
      'names that contradict',
      required(fields(needs('metadata.name', 'In', 'node1'), needs('metadata.name', 'In', 'node2'))),
      {},
      'pod affinity terms conflict',
    ],
    [
      'a name or a label',
      required(fields(needs('metadata.name', 'In', 'node2')), labels(needs('foo', 'In', 'bar'))),
      { foo: 'bar' },
      'fits',
    ],
    [
      'a name and a label',
      required({ ...fields(needs('metadata.name', 'In', 'node1')), ...labels(needs('foo', 'In', 'bar')) }),
      { foo: 'x' },
      noMatch,
    ],
  ])('%s', (_name, spec, nodeLabels, expected) => {
    expect(verdict(spec, nodeLabels)).toBe(expected);
  });
});

test('preferences add up by weight, and the best node gets 100', () => {
  const preference = (weight: number, ...terms: V1NodeSelectorRequirement[]) => ({
    weight,
    preference: labels(...terms),
  });
  const preferred = [
    preference(2, needs('foo', 'In', 'bar')),
    preference(4, needs('key', 'In', 'value')),
    preference(5, needs('foo', 'In', 'bar'), needs('key', 'In', 'value'), needs('az', 'In', 'az1')),
    preference(50),
  ];
  const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } };
  const info = podInfo('p', {}, { affinity });
  const all = { foo: 'bar', key: 'value', az: 'az1' };
  const scores = [{ foo: 'bar' }, { key: 'value' }, all, {}].map(
    (of) => plugin.score?.(state, info, nodeInfo(node('n', {}, {}, of as Record<string, string>))) ?? -1,
  );
  expect(scores).toEqual([2, 4, 11, 0]);
  plugin.normalizeScore?.(state, info, scores);
  expect(scores).toEqual([18, 36, 100, 0]);
});

test('another look is worth it only when a node comes to match', () => {
  const info = podInfo('p', {}, { nodeSelector: { disk: 'ssd' } });
  const change = (before: string, after: string) =>
    hintOf(plugin, 'Node/UpdateLabel')?.(
      info,
      eventOf('Node/UpdateLabel', node('n', {}, {}, { disk: before }), node('n', {}, {}, { disk: after })),
    );
  expect([change('hdd', 'ssd'), change('ssd', 'ssd'), change('ssd', 'hdd'), change('a', 'b')]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

describe('what a profile adds', () => {
  const zone = (value: string) => ({ matchExpressions: [needs('zone', 'In', value)] });
  const asks = nodeAffinity({
    addedAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [zone('a')] } },
  });
  const likes = nodeAffinity({
    addedAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 7, preference: zone('a') }],
    },
  });
  const inZone = (name: string) => node('n', {}, {}, { zone: name, disk: 'ssd' });
  const says = (spec: Partial<V1PodSpec>, name: string) =>
    asks.filter?.(state, podInfo('p', {}, spec), nodeInfo(inZone(name)))?.message;

  test('is asked of nodes besides what pods ask', () => {
    expect(asks.preFilter?.(state, podInfo('p'))).toBeUndefined();
    expect(says({}, 'a')).toBeUndefined();
    expect(says({}, 'b')).toBe("node(s) didn't match scheduler-enforced node affinity");
    expect(says({ nodeSelector: { disk: 'hdd' } }, 'a')).toBe(noMatch);
  });

  test('is preferred besides what pods prefer', () => {
    expect([likes, plugin].map((one) => one.preScore?.(state, podInfo('p'), []))).toEqual([
      undefined,
      'skip',
    ]);
    expect(['a', 'b'].map((name) => likes.score?.(state, podInfo('p'), nodeInfo(inZone(name))))).toEqual([
      7, 0,
    ]);
  });

  test('wakes no pod for a node that has it not', () => {
    const wakes = (name: string) =>
      hintOf(asks, 'Node/Add')?.(podInfo('p'), eventOf('Node/Add', undefined, inZone(name)));
    expect([wakes('a'), wakes('b')]).toEqual([true, false]);
  });
});
