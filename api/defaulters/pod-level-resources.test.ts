import { expect, test } from 'vitest';
import { deepFreeze } from '../../apimachinery/index.ts';
import { withPodLevelResources } from './pod-level-resources.ts';

function container(requests: object, more: object = {}): object {
  return { resources: { requests }, ...more };
}

test('a pod with limits asks for what its containers use at most at one time', () => {
  const spec = deepFreeze({
    initContainers: [
      container({ cpu: '100m' }, { restartPolicy: 'Always' }),
      container({ cpu: '2', memory: '1Mi' }),
    ],
    containers: [container({ cpu: '500m', memory: '1Gi' }), container({ cpu: '250m' })],
    resources: { limits: { cpu: '4', memory: '2Gi' } },
  });
  expect(withPodLevelResources(spec).resources).toEqual({
    limits: { cpu: '4', memory: '2Gi' },
    requests: { cpu: '2100m', memory: '1Gi' },
  });
});

test('a pod whose containers ask for nothing asks for its limits', () => {
  const spec = deepFreeze({
    containers: [{}],
    resources: { limits: { cpu: '1' }, requests: { memory: '1Gi' } },
  });
  expect(withPodLevelResources(spec).resources).toEqual({
    limits: { cpu: '1' },
    requests: { cpu: '1', memory: '1Gi' },
  });
});

test('huge pages of containers limit the pod', () => {
  const limits = { 'hugepages-2Mi': '4Mi' };
  const spec = deepFreeze({ containers: [{ resources: { limits } }], resources: { requests: { cpu: '1' } } });
  expect(withPodLevelResources(spec).resources).toEqual({ limits, requests: { ...limits, cpu: '1' } });
});

test('a pod that says nothing of itself as a whole, and one that says all, stay as they are', () => {
  const silent = deepFreeze({ containers: [container({ cpu: '1' })] });
  expect(withPodLevelResources(silent)).toBe(silent);
  const full = deepFreeze({ containers: [], resources: { limits: { cpu: '1' }, requests: { cpu: '1' } } });
  expect(withPodLevelResources(full)).toBe(full);
});
