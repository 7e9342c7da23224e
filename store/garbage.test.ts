import { expect, test } from 'vitest';
import { Garbage } from './garbage.ts';
import { KeyIndex, type Version } from './key-index.ts';

const entry = new KeyIndex().add('/a');

function version(revision: number): Version {
  return {
    entry,
    revision,
    sub: 0,
    createRevision: 1,
    version: 1,
    checksum: 0,
    bytes: 10,
    lease: undefined,
    held: undefined,
  };
}

/** Versions of the revisions 1 to `count`, each dead one later. */
function garbageOf(count: number): Garbage {
  const garbage = new Garbage();
  for (let revision = 1; revision <= count; revision++) garbage.add(version(revision), revision + 1);
  return garbage;
}

const revisions = (versions: readonly Version[]) => versions.map(({ revision }) => revision);

test('what died at or before a revision is taken, in order, as many as are asked for', () => {
  const garbage = garbageOf(10);
  expect(revisions(garbage.take(1, 5))).toEqual([]);
  expect(revisions(garbage.take(5, 3))).toEqual([1, 2, 3]);
  expect(revisions(garbage.take(5, 3))).toEqual([4]);
  expect(revisions(garbage.take(5, 3))).toEqual([]);
  expect(revisions(garbage.take(11, 100))).toEqual([5, 6, 7, 8, 9, 10]);
  garbage.add(version(20), 21);
  expect(revisions(garbage.take(21, 1))).toEqual([20]);
});

test('it knows what it counts for, and where its middle is', () => {
  const garbage = garbageOf(10);
  expect([garbage.bytes, garbage.middleRevision]).toEqual([100, 7]);
  garbage.take(5, 4);
  expect([garbage.bytes, garbage.middleRevision]).toEqual([60, 9]);
  garbage.take(100, 2);
  garbage.take(100, 2);
  expect([garbage.bytes, garbage.middleRevision]).toEqual([20, 11]);
  garbage.take(100, 2);
  expect([garbage.bytes, garbage.middleRevision]).toEqual([0, 0]);
});
