import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubeObject } from '../apimachinery/index.ts';
import { startCluster, type TestCluster } from '../testing/index.ts';
import { type Gadget, gadget, gadgets } from './testing/gadgets.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster({ crds: [gadget.definition] });
});
afterAll(() => cluster.close());

const named = (name: string, spec: Gadget['spec']): Gadget => ({
  metadata: { namespace: 'default', name },
  spec,
});

test('the definition serves the kind: defaults, columns and subresources', async () => {
  const created = await cluster.client.create(gadgets, named('one', { colour: 'red', port: 'web' }));
  expect(created.spec).toEqual({ colour: 'red', port: 'web', size: 3 });
  const condition = {
    type: 'Ready',
    status: 'True',
    reason: 'Made',
    message: '',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  } as const;
  const updated = await cluster.client.updateStatus(gadgets, {
    ...created,
    status: { conditions: [condition] },
  });
  expect(updated.status).toEqual({ conditions: [condition] });
  const { names, versions } = gadget.definition.spec;
  const { spec } = versions[0]?.schema?.openAPIV3Schema?.properties ?? {};
  expect(spec?.required).toEqual(['colour']);
  expect(names).toMatchObject({ plural: 'gadgets', listKind: 'GadgetList', shortNames: ['gd'] });
  expect(versions.map(({ name, served, storage }) => [name, served, storage])).toEqual([
    ['v1', true, true],
    ['v1beta1', false, false],
  ]);
  expect(versions[0]?.additionalPrinterColumns?.map(({ name }) => name)).toEqual(['Size', 'Age']);
});

test.each<[Partial<Gadget['spec']>, RegExp]>([
  [{}, /spec.colour: Required value/],
  [{ colour: 'blue', size: 10 }, /should be less than or equal to 9/],
  [{ colour: 'red', size: 5 }, /red ones are small/],
  [{ colour: 'red', tags: ['a', 'a'] }, /Duplicate value/],
])('the API server refuses %j', async (spec, why) => {
  const { __object: _, ...unchecked } = gadgets;
  const refused = cluster.client.create<KubeObject>(unchecked, {
    ...named('other', { colour: 'red' }),
    ...{ spec },
  });
  await expect(refused).rejects.toThrow(why);
});

test('types follow from the schema', () => {
  const spec: Gadget['spec'] = { colour: 'blue', note: null, limits: { cpu: 1 }, template: { kind: 'Pod' } };
  const colour: 'red' | 'blue' = spec.colour;
  // What has a default may be left out.
  const size: number | undefined = spec.size;
  expect([colour, size]).toEqual(['blue', undefined]);
});
