import { expect, test } from 'vitest';
import type { KubeObject } from '../apimachinery/index.ts';
import {
  and,
  annotationChanged,
  generationChanged,
  labelChanged,
  labelSelectorPredicate,
  not,
  or,
  type Predicate,
  predicateOf,
  resourceVersionChanged,
} from './predicate.ts';

const labels = { app: 'web' };
const object = (metadata: KubeObject['metadata']): KubeObject => ({ ...(metadata && { metadata }) });
const before = object({ generation: 1, resourceVersion: '1', labels, annotations: labels });

function passes(predicate: Predicate, metadata: KubeObject['metadata']): boolean | undefined {
  const after = object({ ...before.metadata, ...metadata });
  return predicate.update?.({ oldObject: before, object: after });
}

test.each([
  ['resourceVersion', resourceVersionChanged, { resourceVersion: '2' }],
  ['generation', generationChanged, { generation: 2 }],
  ['labels', labelChanged, { labels: { app: 'api' } }],
  ['labels (one more)', labelChanged, { labels: { ...labels, tier: 'front' } }],
  ['annotations', annotationChanged, { annotations: {} }],
])(
  'a change of %s gets through, none does not, and whatever else happens does',
  (_name, predicate, change) => {
    expect(passes(predicate, change)).toBe(true);
    expect(passes(predicate, { labels: { ...labels }, annotations: { ...labels } })).toBe(false);
    expect(predicate.create).toBeUndefined();
    expect(predicate.delete).toBeUndefined();
  },
);

test('predicates are combined with and, or, not', () => {
  const change = { generation: 2 };
  expect(passes(and(generationChanged, labelChanged), change)).toBe(false);
  expect(passes(and(generationChanged, resourceVersionChanged), { ...change, resourceVersion: '2' })).toBe(
    true,
  );
  expect(passes(or(generationChanged, labelChanged), change)).toBe(true);
  expect(passes(or(annotationChanged, labelChanged), change)).toBe(false);
  expect(passes(not(generationChanged), change)).toBe(false);
  const event = { object: before, isInInitialList: false };
  expect(and(generationChanged, labelChanged).create?.(event)).toBe(true);
  expect(not(generationChanged).create?.(event)).toBe(false);
});

test.each(['create', 'update', 'delete'] as const)('%s events are combined by the same rules', (kind) => {
  const answer = (passing: boolean): Predicate => ({ [kind]: () => passing });
  const [yes, no] = [answer(true), answer(false)];
  const ask = (predicate: Predicate) => (predicate[kind] as ((event: object) => boolean) | undefined)?.({});
  expect([and(yes, yes), and(yes, no), and(yes, {}), and()].map(ask)).toEqual([true, false, true, true]);
  expect([or(no, yes), or(no, no), or(no, {}), or()].map(ask)).toEqual([true, false, true, false]);
  expect([not(yes), not(no), not({})].map(ask)).toEqual([false, true, false]);
});

test('absent labels are no labels', () => {
  const bare = object({ name: 'a' });
  const changed = (oldObject: KubeObject, newer: KubeObject) =>
    labelChanged.update?.({ oldObject, object: newer });
  expect(changed(bare, object({ labels: {} }))).toBe(false);
  expect(changed(bare, object({ labels }))).toBe(true);
  expect(changed(object({ labels }), bare)).toBe(true);
  for (const predicate of [resourceVersionChanged, generationChanged, labelChanged, annotationChanged]) {
    expect(predicate.update?.({ oldObject: {}, object: {} })).toBe(false);
  }
});

const events = (metadata: KubeObject['metadata']) => {
  const one = object(metadata);
  return {
    create: { object: one, isInInitialList: false },
    update: { oldObject: before, object: one },
    delete: { object: one, finalStateUnknown: false },
    generic: { object: one },
  };
};

/** What a predicate makes of each kind of event of an object. */
function answers(predicate: Required<Predicate>, metadata: KubeObject['metadata']): boolean[] {
  const { create, update, delete: deleted, generic } = events(metadata);
  return [
    predicate.create(create),
    predicate.update(update),
    predicate.delete(deleted),
    predicate.generic(generic),
  ];
}

test('a predicate of an object is asked about every event, an update by its new state', () => {
  const named = predicateOf(({ metadata }) => metadata?.name === 'a');
  expect(answers(named, { name: 'a' })).toEqual([true, true, true, true]);
  expect(answers(named, { name: 'b' })).toEqual([false, false, false, false]);
  const both = and(
    named,
    predicateOf(({ metadata }) => metadata?.generation === 1),
  );
  expect(answers(both, { name: 'a' })).toEqual([false, false, false, false]);
  expect(answers(or(named, both), { name: 'a' })).toEqual([true, true, true, true]);
  expect(answers(not(named), { name: 'b' })).toEqual([true, true, true, true]);
});

test('objects are selected by their labels', () => {
  const selected = labelSelectorPredicate({ matchLabels: { app: 'web' } });
  expect(answers(selected, { labels })).toEqual([true, true, true, true]);
  expect(answers(selected, {})).toEqual([false, false, false, false]);
});
