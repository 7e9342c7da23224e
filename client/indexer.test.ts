import { expect, test } from 'vitest';
import { ThreadSafeStore } from './indexer.ts';

interface User {
  readonly name: string;
  readonly users: readonly string[];
}

const byUser = (object: User) => object.users;

function storeOf(entries: Readonly<Record<string, readonly string[]>>): ThreadSafeStore<User> {
  const store = new ThreadSafeStore<User>();
  store.addIndexers({ byUser });
  for (const [name, users] of Object.entries(entries)) store.set(name, { name, users });
  return store;
}

const contents = (store: ThreadSafeStore<User>) =>
  Object.fromEntries(store.indexValues('byUser').map((value) => [value, store.indexKeys('byUser', value)]));

test('an object of several index values is found under each of them', () => {
  const store = storeOf({ pod1: ['ernie', 'bert'], pod2: ['bert', 'oscar'], pod3: ['ernie', 'elmo'] });
  expect(store.byIndex('byUser', 'ernie').map((one) => one.name)).toEqual(['pod1', 'pod3']);
  expect(store.indexKeys('byUser', 'bert')).toEqual(['pod1', 'pod2']);
  expect(store.indexKeys('byUser', 'elmo')).toEqual(['pod3']);
  expect(store.indexKeys('byUser', 'oscar')).toEqual(['pod2']);
  expect(store.byIndex('byUser', 'elmo-1')).toEqual([]);
  store.delete('pod3');
  expect(contents(store)).toEqual({ ernie: ['pod1'], bert: ['pod1', 'pod2'], oscar: ['pod2'] });
  store.set('pod2', { name: 'pod2', users: ['oscar'] });
  expect(contents(store)).toEqual({ ernie: ['pod1'], bert: ['pod1'], oscar: ['pod2'] });
});

test('a deletion removes a set that becomes empty, and keeps one that does not', () => {
  const store = storeOf({ one: ['a'], two: ['a'] });
  store.delete('one');
  expect(contents(store)).toEqual({ a: ['two'] });
  store.delete('two');
  expect(store.indexValues('byUser')).toEqual([]);
  store.set('one', { name: 'one', users: ['a'] });
  expect(contents(store)).toEqual({ a: ['one'] });
});

const changes: readonly (readonly [string, readonly string[], readonly string[], object])[] = [
  ['the same values', ['a', 'b'], ['a', 'b'], { a: ['one'], b: ['one'] }],
  ['one value less', ['a', 'b'], ['a'], { a: ['one'] }],
  ['one value more', ['a'], ['a', 'b'], { a: ['one'], b: ['one'] }],
  ['other values', ['a', 'b'], ['c', 'd'], { c: ['one'], d: ['one'] }],
  ['no value', ['a'], [], {}],
];

test.each(changes)('an update to %s leaves the right sets', (_name, before, after, want) => {
  const store = storeOf({ one: before });
  store.set('one', { name: 'one', users: after });
  expect(contents(store)).toEqual(want);
});

test('what is read by index is the newest object, in the order of first insertion', () => {
  const store = storeOf({ one: ['a'], two: ['a'] });
  const before = store.byIndex('byUser', 'a');
  expect(store.byIndex('byUser', 'a')).toBe(before);
  store.set('one', { name: 'one', users: ['a', 'z'] });
  expect(store.byIndex('byUser', 'a').map((one) => one.users.length)).toEqual([2, 1]);
  expect(before.map((one) => one.users.length)).toEqual([1, 1]);
});

test('an index added later holds what is there', () => {
  const store = storeOf({ one: ['a'], two: ['b'] });
  const byName = (object: User) => [object.name];
  store.addIndexers({ byName });
  expect(store.indexKeys('byName', 'two')).toEqual(['two']);
  store.addIndexers({ byName, byUserCount: ({ users }) => [`${users.length}`] });
  expect(store.indexKeys('byName', 'two')).toEqual(['two']);
  expect(store.indexKeys('byUserCount', '1')).toEqual(['one', 'two']);
  expect(() => store.addIndexers({ byName: () => [] })).toThrow('there is an index named byName already');
  expect(() => store.byIndex('other', 'x')).toThrow('there is no index named other');
});

test('a replacement leaves nothing of what was there', () => {
  const store = storeOf({ one: ['a'], two: ['b'] });
  store.replace([['three', { name: 'three', users: ['c'] }]]);
  expect([...store.keys()]).toEqual(['three']);
  expect(contents(store)).toEqual({ c: ['three'] });
  expect(store.size).toBe(1);
  expect(store.has('one')).toBe(false);
});

test('a deletion of what is not there changes nothing', () => {
  const store = storeOf({ one: ['a'] });
  store.delete('two');
  expect(contents(store)).toEqual({ a: ['one'] });
});
