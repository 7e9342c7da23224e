import { expect, test } from 'vitest';
import type { V1DeviceClass } from '../../../api/index.ts';
import { ExtendedResources } from './extended-resources.ts';

const gpu = 'example.com/gpu';

function classOf(name: string, second: number, extendedResourceName?: string): V1DeviceClass {
  return {
    metadata: { name, creationTimestamp: `2026-01-01T00:00:0${second}Z` },
    spec: extendedResourceName === undefined ? {} : { extendedResourceName },
  };
}

const named = (resources: ExtendedResources, ...names: readonly string[]) =>
  names.map((name) => resources.classOf(name)?.metadata?.name);

test('a class gives a resource by its own name, and the one that it names', () => {
  const resources = new ExtendedResources();
  const made = classOf('a', 1, gpu);
  resources.set(made);
  const own = 'deviceclass.resource.kubernetes.io/a';
  expect(named(resources, gpu, own)).toEqual(['a', 'a']);
  const renamed = classOf('a', 1, 'example.com/other');
  resources.set(renamed, made);
  expect(named(resources, gpu, own, 'example.com/other')).toEqual([undefined, 'a', 'a']);
  resources.delete(renamed);
  expect(named(resources, own, 'example.com/other')).toEqual([undefined, undefined]);
  expect(resources.isEmpty).toBe(true);
});

test.each([
  [classOf('a', 1, gpu), classOf('b', 2, gpu), 'b'],
  [classOf('a', 2, gpu), classOf('b', 1, gpu), 'a'],
  [classOf('a', 1, gpu), classOf('b', 1, gpu), 'a'],
  [classOf('b', 1, gpu), classOf('a', 1, gpu), 'a'],
])('of two classes that name a resource the newer one gives it: %#', (first, second, name) => {
  const resources = new ExtendedResources();
  resources.set(first);
  resources.set(second);
  expect(named(resources, gpu)).toEqual([name]);
});
