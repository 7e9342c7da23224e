import { expect, test } from 'vitest';
import { node } from '../testing/objects.ts';
import { SchedulerCache } from './cache.ts';

function withImages(name: string, images: Readonly<Record<string, number>>) {
  const made = node(name);
  const listed = Object.entries(images).map(([image, sizeBytes]) => ({
    names: [image, `${image}@id`],
    sizeBytes,
  }));
  return { ...made, status: { ...made.status, images: listed } };
}

test('an image counts on as many nodes as list it, under each of its names', () => {
  const cache = new SchedulerCache();
  const state = (name: string, image: string) => cache.node(name)?.images.get(image);
  cache.setNode(withImages('a', { web: 10, db: 20 }));
  cache.setNode(withImages('b', { web: 11 }));
  // What is known of an image is what the first node said.
  expect([state('a', 'web'), state('b', 'web@id')]).toEqual([
    { sizeBytes: 10, nodes: 2 },
    { sizeBytes: 10, nodes: 2 },
  ]);
  cache.setNode(withImages('b', { db: 21 }));
  expect([state('a', 'web'), state('b', 'web'), state('a', 'db')]).toEqual([
    { sizeBytes: 10, nodes: 1 },
    undefined,
    { sizeBytes: 20, nodes: 2 },
  ]);
  cache.removeNode('a');
  expect(state('b', 'db')).toEqual({ sizeBytes: 20, nodes: 1 });
  expect([cache.images.has('web'), cache.images.has('db')]).toEqual([false, true]);
});
