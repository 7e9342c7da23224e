import { expect, it } from 'vitest';
import type { OwnerReference } from '../../apimachinery/index.ts';
import { AbsentOwners } from './absent-owners.ts';
import { verdict } from './attempt-to-delete.ts';

const some: readonly OwnerReference[] = [{ apiVersion: 'v1', kind: 'Pod', name: 'a', uid: '1' }];
const none: readonly OwnerReference[] = [];

it.each([
  { solid: some, dangling: none, waiting: none, dependents: 0, expected: 'keep' },
  { solid: some, dangling: some, waiting: none, dependents: 0, expected: 'drop-references' },
  { solid: some, dangling: none, waiting: some, dependents: 1, expected: 'drop-references' },
  { solid: none, dangling: some, waiting: none, dependents: 1, expected: 'delete' },
  { solid: none, dangling: none, waiting: some, dependents: 0, expected: 'delete' },
  { solid: none, dangling: none, waiting: some, dependents: 1, expected: 'delete-in-foreground' },
  { solid: none, dangling: some, waiting: some, dependents: 1, expected: 'delete-in-foreground' },
])(
  'of $solid.length solid, $dangling.length dangling, $waiting.length waiting owners and $dependents dependents: $expected',
  ({ dependents, expected, ...owners }) => {
    expect(verdict(owners, dependents)).toBe(expected);
  },
);

it('forgets the absent owners that were not asked for longest', () => {
  const absent = new AbsentOwners(2);
  const identity = (uid: string) => ({ apiVersion: 'v1', kind: 'Pod', namespace: 'a', name: 'b', uid });
  absent.add(identity('1'));
  absent.add(identity('2'));
  expect(absent.has(identity('1'))).toBe(true);
  absent.add(identity('3'));
  expect(['1', '2', '3'].map((uid) => absent.has(identity(uid)))).toEqual([true, false, true]);
});
