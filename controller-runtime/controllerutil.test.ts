import { expect, expectTypeOf, test } from 'vitest';
import { coreV1, rbacAuthorizationV1, type V1ConfigMap, type V1RoleBinding } from '../api/index.ts';
import type { KubeObject } from '../apimachinery/index.ts';
import { createClient } from '../client/index.ts';
import { FakeApi, statusError } from '../client/testing/fake-api.ts';
import { nodes, pod, pods, replicaSets, type TestPod } from '../client/testing/types.ts';
import { createOrUpdate, type Draft } from './create-or-update.ts';
import { addFinalizer, containsFinalizer, removeFinalizer } from './finalizers.ts';
import {
  hasControllerReference,
  hasOwnerReference,
  removeControllerReference,
  removeOwnerReference,
  setControllerReference,
  setOwnerReference,
} from './owner-references.ts';

const owner = pod('web', {}, { uid: 'u1' });
const other = pod('api', {}, { uid: 'u2' });
const references = (object: TestPod) => object.metadata?.ownerReferences;

test('a controller reference is set, and set again changes nothing', () => {
  const owned = setControllerReference(owner, replicaSets, pod('p'));
  expect(references(owned)).toEqual([
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      name: 'web',
      uid: 'u1',
      controller: true,
      blockOwnerDeletion: true,
    },
  ]);
  expect(setControllerReference(owner, replicaSets, owned)).toBe(owned);
});

test('an object with another controller is refused, an owner more is not', () => {
  const owned = setControllerReference(owner, replicaSets, pod('p'));
  expect(() => setControllerReference(other, replicaSets, owned)).toThrow(
    'Object default/p is already owned by another ReplicaSet controller web',
  );
  expect(references(setOwnerReference(other, replicaSets, owned))).toHaveLength(2);
});

test('should remove the owner reference, whatever its uid', () => {
  const owned = setControllerReference(owner, replicaSets, setOwnerReference(other, replicaSets, pod('p')));
  const again = pod('web', {}, { uid: 'u9' });
  const rest = removeOwnerReference(again, replicaSets, owned);
  expect(references(rest)?.map(({ name }) => name)).toEqual(['api']);
  expect(hasOwnerReference(again, replicaSets, owned)).toBe(true);
  expect(hasOwnerReference(again, replicaSets, rest)).toBe(false);
  expect(() => removeOwnerReference(owner, replicaSets, rest)).toThrow(
    'default/p does not have an owner reference for ReplicaSet',
  );
});

test('should remove the controller reference of its controller only', () => {
  const owned = setControllerReference(owner, replicaSets, setOwnerReference(other, replicaSets, pod('p')));
  expect(hasControllerReference(owned)).toBe(true);
  expect(() => removeControllerReference(other, replicaSets, owned)).toThrow(
    'ReplicaSet owner is not the controller reference for default/p',
  );
  expect(() => removeControllerReference(pod('db'), replicaSets, owned)).toThrow(
    'default/p does not have an controller reference for ReplicaSet',
  );
  const rest = removeControllerReference(owner, replicaSets, owned);
  expect(hasControllerReference(rest)).toBe(false);
  expect(() => removeControllerReference(other, replicaSets, rest)).toThrow(
    'default/p does not have a owner reference with controller equals true',
  );
});

test.each([true, false])(
  'should set the BlockOwnerDeletion if it is specified as an option: %s',
  (blocks) => {
    const options = { blockOwnerDeletion: blocks };
    const [controlled] = references(setControllerReference(owner, replicaSets, pod('p'), options)) ?? [];
    const [owned] = references(setOwnerReference(owner, replicaSets, pod('p'), options)) ?? [];
    expect([controlled?.blockOwnerDeletion, owned?.blockOwnerDeletion]).toEqual([blocks, blocks]);
  },
);

test('an owner that was created again under its name takes over its reference', () => {
  const owned = setControllerReference(owner, replicaSets, pod('p'));
  const again = setControllerReference(pod('web', {}, { uid: 'u9' }), replicaSets, owned);
  expect(references(again)?.map((reference) => reference.uid)).toEqual(['u9']);
});

test('owners in other namespaces are refused', () => {
  expect(() => setControllerReference(owner, replicaSets, pod('p', {}, { namespace: 'shop' }))).toThrow(
    "cross-namespace owner references are disallowed, owner's namespace default, obj's namespace shop",
  );
  expect(() => setControllerReference(owner, replicaSets, { metadata: { name: 'n' } })).toThrow(
    'cluster-scoped resource must not have a namespace-scoped owner',
  );
});

test('an owner without a namespace may own everything', () => {
  const node = { metadata: { name: 'n1', uid: 'n' } };
  expect(references(setOwnerReference(node, nodes, pod('p')))).toEqual([
    { apiVersion: 'v1', kind: 'Node', name: 'n1', uid: 'n' },
  ]);
  const cluster: KubeObject = setOwnerReference(node, nodes, { metadata: { name: 'other' } });
  expect(cluster.metadata?.ownerReferences).toHaveLength(1);
});

test('an owner becomes the controller, and the other owners stay as and where they were', () => {
  const owned = setOwnerReference(other, replicaSets, setOwnerReference(owner, replicaSets, pod('p')));
  const controlled = setControllerReference(owner, replicaSets, owned);
  expect(references(controlled)?.map(({ name, controller }) => [name, controller])).toEqual([
    ['web', true],
    ['api', undefined],
  ]);
  expect(references(controlled)?.[1]).toBe(references(owned)?.[1]);
});

test.each([
  { apiVersion: 'apps/v1beta1' },
  { uid: 'old' },
  { controller: false },
  { blockOwnerDeletion: false },
])('a reference that differs in %j is brought up to date, not doubled', (part) => {
  const owned = setControllerReference(owner, replicaSets, pod('p'));
  const [reference] = references(owned) ?? [];
  const differing = {
    ...owned,
    metadata: { ...owned.metadata, ownerReferences: [{ ...reference, ...part }] },
  };
  const object = setControllerReference(owner, replicaSets, differing as TestPod);
  expect(references(object)).toEqual([reference]);
});

test.each([{ apiVersion: 'extensions/v1' }, { kind: 'StatefulSet' }, { name: 'other' }])(
  'an owner of another group, kind or name is another owner: %j',
  (part) => {
    const owned = setOwnerReference(owner, replicaSets, pod('p'));
    const [reference] = references(owned) ?? [];
    const foreign = {
      ...owned,
      metadata: { ...owned.metadata, ownerReferences: [{ ...reference, ...part }] },
    };
    expect(references(setOwnerReference(owner, replicaSets, foreign as TestPod))).toHaveLength(2);
  },
);

test('finalizers are added and removed by name, and unchanged objects stay the same', () => {
  const plain = pod('p');
  const kept = addFinalizer(addFinalizer(plain, 'a'), 'b');
  expect(kept.metadata?.finalizers).toEqual(['a', 'b']);
  expect(addFinalizer(kept, 'a')).toBe(kept);
  expect(containsFinalizer(kept, 'b')).toBe(true);
  expect(removeFinalizer(kept, 'a').metadata?.finalizers).toEqual(['b']);
  expect(removeFinalizer(plain, 'a')).toBe(plain);
  const twice = pod('p', {}, { finalizers: ['a', 'b', 'a'] });
  expect(removeFinalizer(twice, 'a').metadata?.finalizers).toEqual(['b']);
});

test('an object without metadata has neither finalizers nor owners, and can be given some', () => {
  expect(containsFinalizer({}, 'a')).toBe(false);
  expect(addFinalizer({}, 'a')).toEqual({ metadata: { finalizers: ['a'] } });
  expect(hasOwnerReference(pod('owner'), replicaSets, {})).toBe(false);
  const reference = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: '', uid: '' };
  expect(setOwnerReference({}, replicaSets, {})).toEqual({ metadata: { ownerReferences: [reference] } });
});

function setUp() {
  const api = new FakeApi();
  return { api, client: createClient(api, { userAgent: 'test' }) };
}

const key = { namespace: 'default', name: 'p' };
const onNode = (nodeName: string) => (object: TestPod) => ({ ...object, spec: { nodeName } });

test('createOrUpdate creates what is missing, updates what differs, and leaves the rest', async () => {
  const { api, client } = setUp();
  const created = await createOrUpdate(client, pods, key, onNode('n1'));
  expect(created).toMatchObject({ result: 'created', object: { spec: { nodeName: 'n1' } } });
  const updated = await createOrUpdate(client, pods, key, onNode('n2'));
  expect(updated).toMatchObject({ result: 'updated', object: { spec: { nodeName: 'n2' } } });
  const writes = api.version;
  const unchanged = await createOrUpdate(client, pods, key, onNode('n2'));
  expect(unchanged.result).toBe('unchanged');
  expect(api.version).toBe(writes);
});

test('createOrUpdate refuses to rename, and passes on what the server says', async () => {
  const { api, client } = setUp();
  const rename = (object: TestPod) => ({ ...object, metadata: { ...object.metadata, name: 'q' } });
  await expect(createOrUpdate(client, pods, key, rename)).rejects.toThrow(
    'mutate function cannot change object name and/or object namespace',
  );
  const move = (object: TestPod) => ({ ...object, metadata: { ...object.metadata, namespace: 'shop' } });
  await expect(createOrUpdate(client, pods, key, move)).rejects.toThrow('mutate function cannot change');
  expect(api.objects('pods')).toEqual([]);
  api.intercept = () => statusError(500, 'InternalError', 'broken');
  await expect(createOrUpdate(client, pods, key, onNode('n1'))).rejects.toMatchObject({
    reason: 'InternalError',
  });
  expect(api.calls.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
});

test('createOrUpdate knows the kind of what it makes', () => {
  const { client } = setUp();
  const { roleBindings } = rbacAuthorizationV1;
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' };
  // Compiled, not run: what is wrong here is an error of types.
  const typed = async () => {
    const { object } = await createOrUpdate(client, coreV1.configMaps, key, (map) => ({
      ...map,
      metadata: { ...map.metadata, labels: { app: 'web' } },
      data: { ...map.data, size: '1' },
    }));
    expectTypeOf(object).toEqualTypeOf<V1ConfigMap>();
    await createOrUpdate(client, roleBindings, key, (binding) => {
      expectTypeOf(binding.roleRef).toEqualTypeOf<V1RoleBinding['roleRef'] | undefined>();
      return { ...binding, roleRef };
    });
  };
  expect(typed).toBeInstanceOf(Function);
  type Mutate<T extends KubeObject> = Parameters<typeof createOrUpdate<T>>[3];
  type Returns<T> = (object: unknown) => T;
  // A size is a text, a binding needs a roleRef, and a pod is no ConfigMap.
  expectTypeOf<Returns<{ data: { size: number } }>>().not.toExtend<Mutate<V1ConfigMap>>();
  expectTypeOf<Returns<Draft<V1RoleBinding>>>().not.toExtend<Mutate<V1RoleBinding>>();
  expectTypeOf<Returns<{ spec: object }>>().not.toExtend<Mutate<V1ConfigMap>>();
});

test('createOrUpdate hands over what is there, and only name and namespace of what is not', async () => {
  const { api, client } = setUp();
  const given: unknown[] = [];
  const look = (object: TestPod) => {
    given.push(object);
    return object;
  };
  await createOrUpdate(client, pods, key, look);
  const [kept] = api.objects('pods');
  await createOrUpdate(client, pods, key, look);
  expect(given).toEqual([{ metadata: key }, kept]);
});

test('createOrUpdate passes on a conflict: somebody else was faster', async () => {
  const { api, client } = setUp();
  await createOrUpdate(client, pods, key, onNode('n1'));
  const slow = (object: TestPod) => {
    api.put('pods', pod('p'));
    return { ...object, spec: { nodeName: 'n2' } };
  };
  await expect(createOrUpdate(client, pods, key, slow)).rejects.toMatchObject({ reason: 'Conflict' });
});
