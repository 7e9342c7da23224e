import { expect, test } from 'vitest';
import { imageTag } from './image-tag.ts';

const digest = `@sha256:${'0123456789abcdef'.repeat(4)}`;

test.each([
  ['nginx', 'latest'],
  ['nginx:1.27', '1.27'],
  ['nginx:latest', 'latest'],
  ['localhost:5000/a/b', 'latest'],
  ['localhost:5000/a/b:v2', 'v2'],
  [`nginx${digest}`, ''],
  [`registry.k8s.io/pause:3.10${digest}`, '3.10'],
  ['Nginx', ''],
  ['', ''],
  [' nginx', ''],
  ['a'.repeat(255), 'latest'],
  [`${'a'.repeat(256)}:1`, ''],
])('the tag of "%s" is "%s"', (image, tag) => {
  expect(imageTag(image)).toBe(tag);
});
