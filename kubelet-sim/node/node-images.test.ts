import { expect, test } from 'vitest';
import { NodeImages } from './node-images.ts';

test('images are listed by size, when they are there, and no more than fifty', () => {
  const images = new NodeImages();
  let changes = 0;
  images.onChange(() => changes++);
  images.add(images.named('web'), 10, 100);
  images.add(images.named('registry.example/db:2'), 20, 200);
  images.add(images.named('web'), 10, 100);
  expect(changes).toBe(2);
  const { id } = images.named('web');
  const web = { names: [id, 'docker.io/library/web:latest'], sizeBytes: 10 };
  expect(images.list(150)).toEqual({ images: [web], isWhole: false });
  expect(images.list(200).images.map(({ sizeBytes }) => sizeBytes)).toEqual([20, 10]);
  for (let at = 0; at < 60; at++) images.add(images.named(`other-${at}`), 1, 0);
  expect(images.list(200).images.length).toBe(50);
});

test('what was listed before the kubelet started is still there', () => {
  const before = new NodeImages();
  const digest = `web@sha256:${'a'.repeat(64)}`;
  for (const name of ['web:1', digest]) before.add(before.named(name), 10, 0);
  const { images } = before.list(0);
  const after = new NodeImages();
  after.adopt(images);
  expect(after.list(0)).toEqual({ images, isWhole: true });
  expect([after.presentAtMs(after.named('web:1')), after.presentAtMs(after.named('web:2'))]).toEqual([
    0,
    undefined,
  ]);
});
