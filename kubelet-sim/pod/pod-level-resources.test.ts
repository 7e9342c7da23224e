import { expect, test } from 'vitest';
import type { V1Container } from '../../api/index.ts';
import { podLevelResources } from './pod-level-resources.ts';

type Spec = Parameters<typeof podLevelResources>[0]['spec'] & object;

const container = (requests?: object, limits?: object, more: Partial<V1Container> = {}): V1Container =>
  ({
    name: 'c',
    resources: { ...(requests && { requests }), ...(limits && { limits }) },
    ...more,
  }) as V1Container;
const of = (spec: Partial<Spec>) => podLevelResources({ spec: { containers: [], ...spec } });

test('of a pod that asks for nothing, that it has nothing of its own', () => {
  expect(of({ containers: [{ name: 'c' }] })).toEqual({ resources: {} });
});

test('containers are added up, in the form they were written in', () => {
  const containers = [container({ cpu: '900m', memory: '64Mi' }), container({ cpu: '100m', memory: '64Mi' })];
  const requests = { cpu: '1', memory: '128Mi' };
  expect(of({ containers })).toEqual({ allocatedResources: requests, resources: { requests } });
});

test('the pod has the limits that all its containers have', () => {
  const containers = [container({}, { cpu: '1', memory: '1Gi' }), container({}, { cpu: '1' })];
  expect(of({ containers }).resources).toEqual({ limits: { cpu: '2' } });
  for (const unlimited of [{ name: 'd' }, { name: 'd', resources: {} }]) {
    expect(of({ containers: [...containers, unlimited] }).resources).toEqual({});
  }
});

test('init containers count where one of them asks for more, beside the sidecars before it', () => {
  const sidecar = container({ cpu: '1' }, undefined, { restartPolicy: 'Always' });
  const containers = [container({ cpu: '1' })];
  const cpuOf = (...initContainers: V1Container[]) =>
    of({ initContainers, containers }).allocatedResources?.cpu;
  expect(cpuOf(container({ cpu: '3' }))).toBe('3');
  expect(cpuOf(sidecar, container({ cpu: '3' }))).toBe('4');
  expect(cpuOf(container({ cpu: '1' }), sidecar)).toBe('2');
});

test('what the pod itself asks for counts instead, and its overhead comes on top', () => {
  const spec = { containers: [container({ cpu: '1' })], resources: { requests: { cpu: '2' } } };
  expect(of({ ...spec, overhead: { cpu: '250m' } }).allocatedResources).toEqual({ cpu: '2250m' });
});

test('the overhead is limited where the pod is', () => {
  const containers = [container({ cpu: '1' }, { cpu: '2' })];
  expect(of({ containers, overhead: { cpu: '250m', memory: '8Mi' } })).toEqual({
    allocatedResources: { cpu: '1250m', memory: '8Mi' },
    resources: { requests: { cpu: '1250m', memory: '8Mi' }, limits: { cpu: '2250m' } },
  });
});
