import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { labelSetMatcher, noLabelSet } from '../../apimachinery/index.ts';
import { node, pod } from '../testing/objects.ts';
import { SchedulerCache } from './cache.ts';
import { PodInfo } from './pod-info.ts';
import { intersectionOf, type PodSet, selectedPods, stayingPods } from './pod-sets.ts';

const apps = ['web', 'db'];
const namespaces = ['default', 'other'];
const nodes = ['node-1', 'node-2'];

const sets: readonly PodSet[] = [
  ...apps.map((app) => selectedPods(new Set(['default']), labelSetMatcher({ app }))),
  ...apps.map((app) => stayingPods('other', labelSetMatcher({ app }))),
  selectedPods(undefined, labelSetMatcher({ app: 'web' })),
  selectedPods(new Set(namespaces), labelSetMatcher({})),
  selectedPods(new Set(namespaces), noLabelSet),
  intersectionOf([
    selectedPods(undefined, labelSetMatcher({ app: 'web' })),
    selectedPods(new Set(['default']), labelSetMatcher({ tier: 'front' })),
  ]),
];

const step = fc.record({
  uid: fc.constantFrom('a', 'b', 'c'),
  gone: fc.boolean(),
  namespace: fc.constantFrom(...namespaces),
  labels: fc.record({ app: fc.constantFrom(...apps), tier: fc.constantFrom('front', 'back') }),
  nodeName: fc.constantFrom(...nodes),
  ends: fc.boolean(),
  zone: fc.constantFrom('a', 'b', undefined),
  asks: fc.integer({ min: 0, max: sets.length - 1 }),
});

function placed({
  uid,
  namespace,
  labels,
  nodeName,
  ends,
}: typeof step extends fc.Arbitrary<infer T> ? T : never) {
  const { spec } = pod(uid, {}, { nodeName });
  const deletionTimestamp = ends ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {};
  return { metadata: { name: uid, uid, namespace, labels, ...deletionTimestamp }, spec } as V1Pod;
}

/** What somebody would count who looks at all pods. */
function counted(cache: SchedulerCache, { has }: PodSet): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name, pods } of cache.nodes()) {
    const count = [...pods.values()].filter((info) => has(info.pod)).length;
    if (count > 0) counts[name] = count;
  }
  return counts;
}

function inDomains(cache: SchedulerCache, set: PodSet): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, count] of Object.entries(counted(cache, set))) {
    const { zone } = cache.node(name)?.labels ?? {};
    if (zone !== undefined) counts[zone] = (counts[zone] ?? 0) + count;
  }
  return counts;
}

test('pods of sets are counted as they come, change and go, and so are their domains', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const cache = new SchedulerCache();
      for (const name of nodes) cache.setNode(node(name));
      for (const one of steps) {
        // Some sets are known from early on, others are asked about later.
        cache.countPods(sets[one.asks] as PodSet).domains('zone');
        cache.setNode(node(one.nodeName, {}, {}, one.zone === undefined ? {} : { zone: one.zone }));
        if (one.gone) cache.removePod(one.uid);
        else cache.setPod(placed(one));
      }
      for (const set of sets) {
        const counts = [...cache.countPods(set).nodes].map(([{ name }, count]) => [name, count]);
        expect(Object.fromEntries(counts)).toEqual(counted(cache, set));
        expect(Object.fromEntries(cache.countPods(set).domains('zone'))).toEqual(inDomains(cache, set));
      }
    }),
  );
});

test('a set that was forgotten is counted anew', () => {
  const cache = new SchedulerCache();
  cache.setNode(node('node-1'));
  const ofApp = (app: string) => selectedPods(new Set(['default']), labelSetMatcher({ app }));
  expect(cache.countPods(ofApp('web')).nodes.size).toBe(0);
  for (let at = 0; at < 1_000; at++) cache.countPods(ofApp(`other-${at}`));
  const web = {
    ...pod('web', {}, { nodeName: 'node-1' }),
    metadata: { name: 'web', uid: 'web', namespace: 'default', labels: { app: 'web' } },
  };
  cache.setPod(web);
  expect([...cache.countPods(ofApp('web')).nodes.values()]).toEqual([1]);
});

test('the set that is forgotten is the one nobody has asked about for longest, and it is not counted any more', () => {
  const cache = new SchedulerCache();
  const looked: string[] = [];
  const ofKey = (key: string): PodSet => ({
    key,
    namespaces: new Set(['default']),
    has: () => looked.push(key) > 0,
  });
  for (const key of ['first', 'second', 'first']) cache.countPods(ofKey(key));
  for (let at = 0; at < 999; at++) cache.countPods(ofKey(`other-${at}`));
  cache.setPod(pod('web', {}, { nodeName: 'node-1' }));
  expect(looked).toHaveLength(1_000);
  expect([looked.includes('first'), looked.includes('second')]).toEqual([true, false]);
});

test('terms of pods are kept once, until the last pod that has one is gone', () => {
  const cache = new SchedulerCache();
  const term = { topologyKey: 'zone', labelSelector: { matchLabels: { app: 'web' } } };
  const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
  for (const name of ['a', 'b', 'c'])
    cache.assumePod(new PodInfo(pod(name, {}, { affinity })), `node-${name < 'c' ? 1 : 2}`);
  const terms = () => [...cache.placedTerms.requiredAnti()].map(({ tally }) => [...tally.nodes.values()]);
  expect(terms()).toEqual([[2, 1]]);
  for (const name of ['a', 'c']) cache.removePod(`uid-${name}`);
  expect(terms()).toEqual([[1]]);
  cache.removePod('uid-b');
  expect(terms()).toEqual([]);
});
