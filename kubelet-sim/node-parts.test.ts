import { expect, test } from 'vitest';
import type { V1Container, V1Pod } from '../api/index.ts';
import { initialNode, nodeStatus, startEvents, systemInfo } from './node/node-object.ts';
import { NodeResources } from './node/node-resources.ts';
import { nodeFacts } from './node/node-spec.ts';
import { PodAddresses } from './pod/pod-addresses.ts';
import { countedRequests } from './pod/pod-resources.ts';

const container = (cpu: string, more: Partial<V1Container> = {}): V1Container => ({
  name: 'c',
  image: 'i',
  resources: { requests: { cpu, memory: '1Gi' } },
  ...more,
});
const cpuOf = (spec: Partial<NonNullable<V1Pod['spec']>>): number =>
  countedRequests({ spec: { containers: [], ...spec } }).cpu;

test('a node has defaults for everything but its name', () => {
  expect(nodeFacts({ name: 'a' })).toEqual({
    name: 'a',
    capacity: { cpu: '4', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' },
    allocatable: { cpu: '4', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' },
    labels: {
      'beta.kubernetes.io/arch': 'amd64',
      'beta.kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/hostname': 'a',
      'kubernetes.io/os': 'linux',
    },
    taints: [],
    internalIP: '172.18.0.2',
    kubeletPort: 10250,
    hasHostname: true,
    podCIDR: '10.244.0.0/24',
  });
});

test('addresses follow from the index', () => {
  expect(nodeFacts({ name: 'a', index: 300 })).toMatchObject({
    internalIP: '172.18.1.46',
    podCIDR: '10.245.44.0/24',
  });
});

test('a node that cannot be is refused', () => {
  expect(() => nodeFacts({ name: 'a', index: 3072 })).toThrow(
    'index must be a whole number from 0 to 3071, is 3072',
  );
  expect(() => nodeFacts({ name: 'a', capacity: { pods: '500' } })).toThrow(
    'addresses for 253 pods, not 500',
  );
  expect(() => nodeFacts({ name: 'a', capacity: { cpu: 'many' } })).toThrow();
});

test('the last index and as many pods as there are addresses can be', () => {
  const facts = nodeFacts({ name: 'a', index: 3071, capacity: { pods: '253' }, allocatable: { cpu: '3' } });
  expect(facts).toMatchObject({ internalIP: '172.18.12.1', podCIDR: '10.255.255.0/24' });
  expect([facts.capacity.cpu, facts.allocatable.cpu, facts.allocatable.pods]).toEqual(['4', '3', '253']);
  for (const index of [-1, 1.5]) expect(() => nodeFacts({ name: 'a', index })).toThrow(RangeError);
  expect(() => nodeFacts({ name: 'a', allocatable: { pods: '254' } })).toThrow(RangeError);
  expect(() => nodeFacts({ name: 'a', allocatable: { memory: 'much' } })).toThrow();
  expect(initialNode(facts, 0, systemInfo('a', 'boot')).status?.addresses).toEqual([
    { type: 'InternalIP', address: '172.18.12.1' },
    { type: 'Hostname', address: 'a' },
  ]);
});

test('what a machine is called follows from its name, and differs from that of another', () => {
  const { machineID, systemUUID, bootID } = systemInfo('a', 'boot');
  expect(machineID).toMatch(/^[0-9a-f]{32}$/);
  expect(systemUUID).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(systemUUID.replaceAll('-', '')).not.toBe(machineID);
  expect(bootID).toBe('boot');
  expect(systemInfo('a', 'other')).toMatchObject({ machineID, systemUUID });
  expect(systemInfo('b', 'boot').machineID).not.toBe(machineID);
});

test('a later report keeps times of transition, and conditions of others in their places', () => {
  const facts = nodeFacts({ name: 'a' });
  const first = initialNode(facts, 0, systemInfo('a', 'boot')).status;
  const unknown = (first?.conditions ?? []).map((condition) =>
    condition.type === 'Ready' ? { ...condition, status: 'Unknown' } : condition,
  );
  const network = { type: 'NetworkUnavailable', status: 'False' };
  const [memory, ...others] = unknown;
  const conditions = [...(memory === undefined ? [] : [memory]), network, ...others];
  const next = nodeStatus(facts, { ...first, conditions }, 60_000, systemInfo('a', 'boot'));
  expect(next.conditions?.[1]).toBe(network);
  const times = next.conditions
    ?.filter((condition) => condition !== network)
    .map(({ type, lastTransitionTime }) => `${type} ${lastTransitionTime}`);
  expect(times).toEqual([
    'MemoryPressure 1970-01-01T00:00:00Z',
    'DiskPressure 1970-01-01T00:00:00Z',
    'PIDPressure 1970-01-01T00:00:00Z',
    'Ready 1970-01-01T00:01:00Z',
  ]);
  const events = startEvents('a', { ...first, conditions: unknown }, 'other');
  expect(events.map(({ reason }) => reason)).toEqual([
    'Starting',
    'Rebooted',
    'NodeReady',
    'NodeAllocatableEnforced',
  ]);
});

test('a pod asks for its containers together, or for an init container where that is more', () => {
  expect(cpuOf({ containers: [container('1'), container('500m')] })).toBe(1500);
  expect(cpuOf({ initContainers: [container('3')], containers: [container('1')] })).toBe(3000);
  const sidecar = container('1', { restartPolicy: 'Always' });
  expect(cpuOf({ initContainers: [sidecar, container('3')], containers: [container('2')] })).toBe(4000);
  expect(cpuOf({ initContainers: [sidecar], containers: [container('2')] })).toBe(3000);
  expect(cpuOf({ containers: [container('1')], overhead: { cpu: '250m' } })).toBe(1250);
  expect(cpuOf({ containers: [{ name: 'c', image: 'i' }] })).toBe(0);
});

test('a node takes pods until something is short, and again what was given back', () => {
  const resources = new NodeResources({ cpu: '2', memory: '2Gi', pods: '3' });
  const requests = countedRequests({ spec: { containers: [container('1')] } });
  resources.take(requests);
  expect(resources.shortage(requests)).toBeUndefined();
  resources.take(requests);
  expect(resources.shortage(requests)).toEqual({
    reason: 'OutOfcpu',
    message: "Node didn't have enough resource: cpu, requested: 1000, used: 2000, capacity: 2000",
  });
  const none = countedRequests({});
  expect(resources.shortage(none)).toBeUndefined();
  resources.take(none);
  expect(resources.shortage(none)?.reason).toBe('OutOfpods');
  resources.giveBack(requests);
  expect(resources.shortage(requests)).toBeUndefined();
});

test('every address is given out before one comes again', () => {
  const addresses = new PodAddresses(['10.244.3.0/24']);
  const all = Array.from({ length: 253 }, () => addresses.take());
  expect(new Set(all).size).toBe(253);
  expect([all[0], all.at(-1)]).toEqual(['10.244.3.2', '10.244.3.254']);
  expect(addresses.take()).toBeUndefined();
  addresses.giveBack('10.244.3.77');
  expect(addresses.take()).toBe('10.244.3.77');
});

test('addresses of another network are neither kept nor given', () => {
  const addresses = new PodAddresses(['10.244.3.0/24']);
  addresses.reserve('10.244.3.3');
  addresses.reserve('172.18.0.2');
  expect([addresses.take(), addresses.take()]).toEqual(['10.244.3.2', '10.244.3.4']);
  const others = Array.from({ length: 250 }, () => addresses.take());
  expect(others.at(-1)).toBe('10.244.3.254');
  for (const other of ['172.18.0.2', '']) addresses.giveBack(other);
  expect(addresses.take()).toBeUndefined();
});

test('who waits for room is told of every resource that is given back, until he waits no more', () => {
  const resources = new NodeResources({ cpu: '2', memory: '2Gi', pods: '10' });
  const requests = countedRequests({ spec: { containers: [container('1')] } });
  let told = 0;
  const end = resources.whenFreed(() => told++);
  resources.take(requests);
  expect(told).toBe(0);
  resources.resize(requests, requests);
  resources.giveBack(requests);
  expect(told).toBe(2);
  end();
  resources.giveBack(requests);
  expect(told).toBe(2);
});
