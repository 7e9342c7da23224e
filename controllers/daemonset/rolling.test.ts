import { describe, expect, it } from 'vitest';
import { decideRolling } from './rolling.ts';
import { nodeOf, type PodText, rolling, textOf, viewOf } from './testing/views.ts';

type Pods = Readonly<Record<string, readonly PodText[]>>;

const old: Pods = { a: ['old+'], b: ['old+'], c: ['old+'], d: ['old+'] };

describe('without a surge old pods are deleted', () => {
  it.each<[string, number | string | undefined, Pods, string]>([
    ['as many as may be missing', 2, old, 'a1 old+, b1 old+'],
    ['a share of them, rounded up', '30%', old, 'a1 old+, b1 old+'],
    ['one at least', 0, old, 'a1 old+'],
    ['one where nothing is said', undefined, old, 'a1 old+'],
    ['none while a new one is not available', 1, { ...old, a: ['new-'] }, ''],
    ['none while a node has none', 1, { ...old, a: [] }, ''],
    ['none while one is going', 1, { ...old, a: ['old~'] }, ''],
    ['none while a node has one too many', 1, { ...old, a: ['old+', 'old+'] }, ''],
    ['none while a node has one of each', 1, { ...old, a: ['old+', 'new+'] }, ''],
    ['that are not available, however many', 1, { ...old, a: ['old-'], b: ['old-'] }, 'a1 old-, b1 old-'],
    ['that are not available, and these count', 3, { ...old, b: ['old-'] }, 'b1 old-, a1 old+, c1 old+'],
    ['until there are none', 4, { a: ['new+'], b: ['new+'] }, ''],
  ])('%s', (_name, maxUnavailable, pods, done) => {
    const bounds = maxUnavailable === undefined ? {} : { maxUnavailable };
    expect(textOf(decideRolling(viewOf(pods, rolling(bounds))))).toBe(done);
  });

  it('and those count as updated that have the count of templates', () => {
    const view = viewOf({ a: ['old+'] }, rolling({ maxUnavailable: 1 }));
    const annotations = { 'deprecated.daemonset.template.generation': '3' };
    const counted = { ...view, daemonSet: { ...view.daemonSet, metadata: { name: 'agent', annotations } } };
    const [pod] = view.podsByNode.get('a') ?? [];
    const labels = { 'pod-template-generation': '3' };
    const podsByNode = new Map([['a', [{ ...pod, metadata: { ...pod?.metadata, labels } }]]]);
    expect(textOf(decideRolling({ ...counted, podsByNode }))).toBe('');
    expect(textOf(decideRolling(counted))).toBe('a1 old+');
  });
});

describe('with a surge', () => {
  it.each<[string, number | string, Pods, string]>([
    ['new pods come beside old ones', 2, old, '+a, +b'],
    ['a share of them, rounded up', '30%', old, '+a, +b'],
    ['no more come while new ones are not available', 1, { ...old, a: ['old+', 'new-'] }, ''],
    ['an old pod goes when the new one is available', 1, { ...old, a: ['old+', 'new+'] }, '+b, a1 old+'],
    [
      'beside old pods that are not available they come at once',
      1,
      { ...old, a: ['old-'], b: ['old-'] },
      '+a, +b, +c',
    ],
    ['a node with one too many is counted', 1, { ...old, a: ['old+', 'old+'] }, ''],
    ['a node without a pod is left to itself', 1, { a: [], b: ['new+'], c: ['old~'] }, ''],
  ])('%s', (_name, maxSurge, pods, done) => {
    expect(textOf(decideRolling(viewOf(pods, rolling({ maxSurge, maxUnavailable: 0 }))))).toBe(done);
  });

  const spec = rolling({ maxSurge: 1, maxUnavailable: 0 });
  const nodes = [nodeOf('a', [{ key: 'k', effect: 'NoSchedule' }]), nodeOf('b')];

  it.each<[string, Pods, string]>([
    ['goes when there are enough without it', { a: ['old+'], b: ['new+'] }, 'a1 old+'],
    ['stays while there are not', { a: ['old+'], b: ['new-'] }, ''],
    ['goes when it is not available', { a: ['old-'], b: ['new-'] }, 'a1 old-'],
  ])('an old pod where none should run %s', (_name, pods, done) => {
    expect(textOf(decideRolling(viewOf(pods, spec, nodes)))).toBe(done);
  });

  it('an old pod whose node is gone stops the update', () => {
    const view = viewOf({ gone: ['old+'] }, spec, [nodeOf('b')]);
    expect(() => decideRolling(view)).toThrow(
      'couldn\'t get node for nodeName "gone": node "gone" not found',
    );
  });
});
