import { expect, it } from 'vitest';
import { apiVersionOf, controllerOf, isControlledBy, newControllerRef, parseApiVersion } from './owner.ts';

const replicaSet = { metadata: { name: 'web-1', uid: 'u1' } };
const type = { group: 'apps', version: 'v1', kind: 'ReplicaSet' };

it('makes an owner the controller of an object', () => {
  const reference = newControllerRef(replicaSet, type);
  expect(reference).toEqual({
    ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'u1' },
    ...{ controller: true, blockOwnerDeletion: true },
  });
  const other = { ...reference, uid: 'u2', controller: false };
  const pod = { metadata: { name: 'p', ownerReferences: [other, reference] } };
  expect(controllerOf(pod)).toBe(reference);
  expect(isControlledBy(pod, replicaSet)).toBe(true);
  expect(isControlledBy(pod, { metadata: { name: 'web-1', uid: 'u2' } })).toBe(false);
  expect(controllerOf({ metadata: { ownerReferences: [other] } })).toBeUndefined();
});

it('writes and reads apiVersions', () => {
  expect(apiVersionOf({ group: '', version: 'v1' })).toBe('v1');
  expect(parseApiVersion('apps/v1')).toEqual({ group: 'apps', version: 'v1' });
  expect(parseApiVersion('v1')).toEqual({ group: '', version: 'v1' });
});
