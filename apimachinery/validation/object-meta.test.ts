import { expect, it } from 'vitest';
import { fieldErrorText } from '../errors/field-errors.ts';
import type { ObjectMeta } from '../object/object.ts';
import { nameIsDnsSubdomain } from '../values/names.ts';
import { annotationsSizeMax, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';

const create = (meta: ObjectMeta, namespaced = true) =>
  validateObjectMeta(meta, namespaced, nameIsDnsSubdomain).map(fieldErrorText);
const update = (meta: ObjectMeta, old: ObjectMeta) => validateObjectMetaUpdate(meta, old).map(fieldErrorText);

it('wants a name, and a namespace just where the kind has one', () => {
  expect(create({ name: 'web', namespace: 'default' })).toEqual([]);
  expect(create({ namespace: 'default' })).toEqual([
    'metadata.name: Required value: name or generateName is required',
  ]);
  expect(create({ name: 'web' })).toEqual(['metadata.namespace: Required value']);
  expect(create({ name: 'web', namespace: 'default' }, false)).toEqual([
    'metadata.namespace: Forbidden: not allowed on this type',
  ]);
});

it('lets annotations fill their size and no more', () => {
  const fill = (size: number): ObjectMeta => ({ name: 'web', annotations: { a: 'x'.repeat(size - 1) } });
  expect(create(fill(annotationsSizeMax), false)).toEqual([]);
  expect(create(fill(annotationsSizeMax + 1), false)).toEqual([
    'metadata.annotations: Too long: may not be more than 262144 bytes',
  ]);
});

it('lets one owner be the controller', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', uid: 'u', controller: true };
  const meta = {
    name: 'web',
    ownerReferences: [
      { ...owner, name: 'a' },
      { ...owner, name: 'b' },
    ],
  };
  expect(create(meta, false)[0]).toContain('Found "true" in references for ReplicaSet/a and ReplicaSet/b');
});

it('keeps what is fixed, and asks for a resourceVersion', () => {
  const old: ObjectMeta = { name: 'web', uid: 'u1', resourceVersion: '5' };
  expect(update({ ...old }, old)).toEqual([]);
  expect(update({ name: 'web', uid: 'u2' }, old)).toEqual([
    'metadata.resourceVersion: Invalid value: "": must be specified for an update',
    'metadata.uid: Invalid value: "u2": field is immutable',
  ]);
});

it('lets finalizers only go once deletion has begun', () => {
  const old: ObjectMeta = {
    ...{ name: 'web', resourceVersion: '5', finalizers: ['a/b', 'a/c'] },
    deletionTimestamp: '2026-01-01T00:00:00Z',
  };
  expect(update({ ...old, finalizers: ['a/c'] }, old)).toEqual([]);
  expect(update({ ...old, finalizers: ['a/c', 'x/y'] }, old)[0]).toContain('[]string{"x/y"}');
});
