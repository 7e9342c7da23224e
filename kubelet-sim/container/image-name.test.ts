import { expect, test } from 'vitest';
import { canonicalImage, imageId, invalidImageMessage } from './image-name.ts';

const digest = `sha256:${'a'.repeat(64)}`;

for (const [image, canonical] of [
  ['nginx', 'docker.io/library/nginx:latest'],
  ['nginx:1.27', 'docker.io/library/nginx:1.27'],
  ['team/web', 'docker.io/team/web:latest'],
  ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
  ['localhost/web:1', 'localhost/web:1'],
  ['registry:5000/web', 'registry:5000/web:latest'],
  [`nginx@${digest}`, `docker.io/library/nginx@${digest}`],
  [`nginx:1@${digest}`, `docker.io/library/nginx@${digest}`],
] as const) {
  test(`${image} is ${canonical}`, () => {
    expect(invalidImageMessage(image)).toBeUndefined();
    expect(canonicalImage(image)).toBe(canonical);
  });
}

for (const [image, why] of [
  ['Nginx', 'invalid reference format: repository name (library/Nginx) must be lowercase'],
  ['team/Web:1', 'invalid reference format: repository name (team/Web) must be lowercase'],
  ['registry.io/Web:1', 'invalid reference format: repository name (Web) must be lowercase'],
  ['registry:5000/Web:1', 'invalid reference format: repository name (Web) must be lowercase'],
  ['localhost/Web', 'invalid reference format: repository name (Web) must be lowercase'],
  ['Registry/Web', 'invalid reference format: repository name (Web) must be lowercase'],
  ['/Web', 'invalid reference format: repository name (/Web) must be lowercase'],
  ['registry.io/:Web', 'invalid reference format'],
  ['nginx:', 'invalid reference format'],
  [':1', 'invalid reference format'],
  ['https://nginx', 'invalid reference format'],
  ['a b', 'invalid reference format'],
] as const) {
  test(`${image} is no name: ${why}`, () => {
    const message = invalidImageMessage(image);
    expect(message).toBe(
      `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${why}`,
    );
  });
}

test('an image has one id under all its names', () => {
  expect(imageId('nginx')).toBe(imageId('docker.io/library/nginx:latest'));
  expect(imageId('nginx')).not.toBe(imageId('nginx:1'));
  expect(imageId(`nginx@${digest}`)).toBe(`docker.io/library/nginx@${digest}`);
});
