import { describe, expect, it } from 'vitest';
import type { OwnerReference } from '../../apimachinery/index.ts';
import { referenceChanges, unblockedOwners } from './reference-changes.ts';

function reference(uid: string, changes: Partial<OwnerReference> = {}): OwnerReference {
  return { apiVersion: 'v1', kind: 'Pod', name: uid, uid, ...changes };
}

const uids = (references: readonly OwnerReference[]) => references.map(({ uid }) => uid);

describe('changes of references', () => {
  it.each([
    { before: [], now: ['1'], added: ['1'], removed: [], changed: [] },
    { before: ['1', '2'], now: ['2', '1'], added: [], removed: [], changed: [] },
    { before: ['1', '2'], now: ['2', '3'], added: ['3'], removed: ['1'], changed: [] },
    { before: ['1', '2'], now: [], added: [], removed: ['1', '2'], changed: [] },
  ])('$before -> $now', ({ before, now, ...expected }) => {
    const changes = referenceChanges(
      before.map((uid) => reference(uid)),
      now.map((uid) => reference(uid)),
    );
    const { added, removed, changed } = changes;
    expect({ added: uids(added), removed: uids(removed), changed }).toEqual(expected);
  });

  it('are seen inside a reference', () => {
    const before = reference('1', { blockOwnerDeletion: true });
    const now = reference('1', { blockOwnerDeletion: false });
    expect(referenceChanges([before], [now]).changed).toEqual([{ before, now }]);
  });
});

it.each(['apiVersion', 'kind', 'name', 'controller', 'blockOwnerDeletion'])(
  'are seen when %s alone differs',
  (field) => {
    const before = reference('1', { controller: false, blockOwnerDeletion: false });
    const now = {
      ...before,
      [field]: field === 'controller' || field === 'blockOwnerDeletion' ? true : 'other',
    };
    expect(referenceChanges([before], [now]).changed).toEqual([{ before, now }]);
    expect(referenceChanges([before], [structuredClone(before)]).changed).toEqual([]);
  },
);

it('of one list there are none', () => {
  const list = [reference('1')];
  expect(referenceChanges(list, list)).toEqual({ added: [], removed: [], changed: [] });
});

describe('owners that need not wait any more', () => {
  const blocking = reference('1', { blockOwnerDeletion: true });
  it.each([
    ['a blocking reference removed', [blocking], [], ['1']],
    ['another reference removed', [reference('1')], [], []],
    ['a reference that stops to block', [blocking], [reference('1', { blockOwnerDeletion: false })], ['1']],
    ['a reference that says nothing any more', [blocking], [reference('1')], ['1']],
    ['a reference that begins to block', [reference('1')], [blocking], []],
    ['a blocking reference changed otherwise', [blocking], [{ ...blocking, controller: true }], []],
  ])('%s', (_, before, now, expected) => {
    expect(unblockedOwners(referenceChanges(before, now))).toEqual(expected);
  });
});
