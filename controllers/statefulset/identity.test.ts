import { describe, expect, it } from 'vitest';
import type { V1Pod, V1StatefulSet } from '../../api/index.ts';
import {
  claimParts,
  identityLabels,
  identityMatches,
  identityOf,
  isInRange,
  isMemberOf,
} from './identity.ts';

const set: V1StatefulSet = {
  metadata: { name: 'web', namespace: 'default' },
  spec: { replicas: 3, selector: {}, template: {}, ordinals: { start: 2 } },
};

it.each([
  { name: 'web-0', parent: 'web', ordinal: 0 },
  { name: 'web-2147483647', parent: 'web', ordinal: 2147483647 },
  { name: 'web-2147483648', parent: 'web', ordinal: -1 },
  { name: 'web-a-10', parent: 'web-a', ordinal: 10 },
  { name: '1', parent: '', ordinal: -1 },
  { name: 'web', parent: '', ordinal: -1 },
  { name: 'web-', parent: '', ordinal: -1 },
  { name: 'web-1a', parent: '', ordinal: -1 },
])('the name $name is one of $parent', ({ name, parent, ordinal }) => {
  expect(identityOf(name)).toEqual({ parent, ordinal });
});

it('the ordinals of a set go on from its start', () => {
  expect([1, 2, 4, 5, -1].map((ordinal) => isInRange(set, ordinal))).toEqual([
    false,
    true,
    true,
    false,
    false,
  ]);
  expect(isInRange({}, 0)).toBe(true);
  expect(isInRange({}, 1)).toBe(false);
});

it('the name of a claim says which templates and sets it may be of', () => {
  expect(claimParts('my-data-web-0')).toEqual([
    { template: 'my', set: 'data-web' },
    { template: 'my-data', set: 'web' },
  ]);
  expect([claimParts('web-0'), claimParts('data')]).toEqual([[], []]);
});

describe('a pod', () => {
  it('is one of the set that its name says', () => {
    expect([pod('web-1'), pod('web-x-1'), pod('other')].map((one) => isMemberOf(set, one))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each([
    { name: 'as made', changed: {}, matches: true },
    { name: 'of another set', changed: { name: 'foo-1' }, matches: false },
    { name: 'of another ordinal', changed: { name: 'web-2' }, matches: false },
    { name: 'with a number that is written otherwise', changed: { name: 'web-01' }, matches: false },
    { name: 'of another namespace', changed: { namespace: 'other' }, matches: false },
    { name: 'without its label', changed: { labels: {} }, matches: false },
  ])('$name: its identity matches $matches', ({ changed, matches }) => {
    const made = pod('web-1');
    const labels = { ...identityLabels(set, 1), 'controller-revision-hash': 'any' };
    expect(identityMatches(set, { metadata: { ...made.metadata, labels, ...changed } })).toBe(matches);
  });
});

function pod(name: string): V1Pod {
  return { metadata: { name, namespace: 'default' } };
}
