import { expect, test } from 'vitest';
import { definition } from '../../api/index.ts';
import { elementText, itemElement } from './path-element.ts';

const podSpec = definition('io.k8s.api.core.v1.PodSpec').properties ?? {};
const mounts = definition('io.k8s.api.core.v1.Container').properties?.volumeMounts ?? {};

test.each([
  [mounts, { mountPath: '/a' }, 'k:{"mountPath":"/a"}'],
  [mounts, { mountPath: 'a > b' }, String.raw`k:{"mountPath":"a \u003e b"}`],
  [podSpec.imagePullSecrets ?? {}, {}, 'k:{"name":""}'],
  [podSpec.imagePullSecrets ?? {}, { name: 'a' }, 'k:{"name":"a"}'],
])('an item is named by its keys as Go writes them', (list, item, element) => {
  expect(itemElement(list, item)).toBe(element);
});

test('keys that are no texts are shown as structured-merge-diff shows values', () => {
  expect(elementText('k:{"name":{"x":"y","l":["a",1,null]}}')).toBe('[name=x="y"l=["a",1,null]]');
});
