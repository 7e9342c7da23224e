import { describe, expect, test } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { container, pod } from '../testing/objects.ts';
import { countRequests, sameRequests } from './pod-requests.ts';

function asked(of: V1Pod): readonly [milliCpu: number, memory: number] {
  const { requests } = countRequests(of);
  return [requests.milliCpu, requests.memory];
}

const init = (name: string, cpu: string, memory: string) => container(name, { cpu, memory });
const sidecar = (name: string, cpu: string, memory: string) =>
  container(name, { cpu, memory }, { restartPolicy: 'Always' });

describe('what a pod asks for', () => {
  test('containers are added up', () => {
    const containers = [container('a', { cpu: '1', memory: '100' }), container('b', { cpu: '500m' })];
    expect(asked(pod('p', {}, { containers }))).toEqual([1500, 100]);
  });

  test('of init containers the greatest counts', () => {
    const initContainers = [init('i', '2', '10'), init('j', '500m', '300')];
    expect(asked(pod('p', { cpu: '1', memory: '100' }, { initContainers }))).toEqual([2000, 300]);
  });

  test('sidecars run beside all that comes after them', () => {
    const initContainers = [init('i', '2', '0'), sidecar('s', '1', '10'), init('j', '2', '0')];
    expect(asked(pod('p', { cpu: '1', memory: '100' }, { initContainers }))).toEqual([3000, 110]);
    const later = [init('i', '2', '0'), sidecar('s', '1', '10')];
    expect(asked(pod('p', { cpu: '1', memory: '100' }, { initContainers: later }))).toEqual([2000, 110]);
  });

  test('requests of the whole pod win, the overhead comes on top', () => {
    const spec = { resources: { requests: { cpu: '3' } }, overhead: { cpu: '250m', memory: '50' } };
    expect(asked(pod('p', { cpu: '1', memory: '100' }, spec))).toEqual([3250, 150]);
  });

  test('containers that ask for nothing count a little for scores, those that ask for 0 do not', () => {
    const nothing = countRequests(pod('p'));
    expect([nothing.nonZeroMilliCpu, nothing.nonZeroMemory]).toEqual([100, 200 * 1024 * 1024]);
    const zero = countRequests(pod('p', { cpu: '0', memory: '0' }));
    expect([zero.nonZeroMilliCpu, zero.nonZeroMemory]).toEqual([0, 0]);
  });

  test.each([
    [{}],
    [{ cpu: '0', memory: '0' }],
    [{ cpu: '1500m' }],
    [{ memory: '1.5Gi' }],
    [{ cpu: '0.0001', memory: '100m', 'example.com/gpu': '2' }],
  ])('one container that asks for %j counts as in a sum of several', (requests) => {
    // An empty list is enough for sums to be made.
    expect(countRequests(pod('p', requests))).toEqual(
      countRequests(pod('p', requests, { initContainers: [] })),
    );
  });

  test('a pod that asks for something as a whole gets the little only of what it does not name', () => {
    const containers = [container('a', { cpu: '1' }), container('b')];
    const counted = countRequests(pod('p', {}, { containers, resources: { requests: { memory: '1' } } }));
    expect([counted.nonZeroMilliCpu, counted.nonZeroMemory]).toEqual([1000, 1]);
  });

  test('extended resources and huge pages are counted by name', () => {
    const { requests } = countRequests(pod('p', { 'example.com/gpu': '2', 'hugepages-2Mi': '4Mi' }));
    expect(requests.get('example.com/gpu')).toBe(2);
    expect(requests.get('hugepages-2Mi')).toBe(4 * 1024 * 1024);
  });

  test('while it is resized, the greater of what it wants and has counts', () => {
    const base = pod('p', { cpu: '1', memory: '100' });
    const allocatedResources = { cpu: '2', memory: '50' };
    const resources = { requests: { cpu: '1', memory: '100' } };
    const containerStatuses = [{ name: 'main', allocatedResources, resources }];
    const resized = { ...base, status: { containerStatuses } } as unknown as V1Pod;
    expect(asked(resized)).toEqual([2000, 100]);
    expect(sameRequests(base, resized)).toBe(false);
    const withIt = { type: 'PodResizePending', status: 'True', reason: 'Infeasible' };
    const infeasible = { ...base, status: { conditions: [withIt] } };
    expect(sameRequests(base, infeasible)).toBe(false);
    expect(sameRequests(base, { ...base, metadata: { name: 'p', labels: { a: 'b' } } })).toBe(true);
  });
});
