import { expect, test } from 'vitest';
import type { V1Container, V1Pod, V1PodSpec, V1PodStatus } from '../../api/index.ts';
import { allocationOf, resizeMessage, withAllocation } from './pod-resize.ts';

const container = (name: string, cpu?: string): V1Container => ({
  name,
  image: 'app:1',
  ...(cpu && { resources: { requests: { cpu } } }),
});
const podOf = (spec: V1PodSpec, status?: V1PodStatus): V1Pod => ({
  metadata: { name: 'web', generation: 3 },
  spec: { nodeName: 'node-1', ...spec },
  ...(status && { status }),
});
const requests = (cpu: string) => ({ requests: { cpu } });

test('a pod that asks for what it was given stays the very same, whatever else is another', () => {
  const given = podOf({ containers: [container('a', '500m'), container('b')] });
  const written = podOf({
    containers: [container('a', '500m'), { name: 'b', image: 'app:2', resources: {} }],
  });
  for (const pod of [given, written]) expect(withAllocation(pod, given)).toBe(pod);
  const bare: V1Pod = { metadata: { name: 'web' } };
  expect([withAllocation(bare, given), withAllocation(given, bare)]).toEqual([bare, given]);
});

test('what a pod was given stands in place of what it asks for, container by container; all else is as it is now', () => {
  const given = podOf({
    containers: [container('a', '1'), container('b')],
    initContainers: [container('side', '1')],
    resources: requests('4'),
  });
  const asks = podOf({
    containers: [{ ...container('a', '2'), image: 'app:2' }, container('b', '2')],
    initContainers: [container('side', '2')],
    resources: requests('5'),
  });
  expect(withAllocation(asks, given)).toEqual({
    ...asks,
    spec: { ...given.spec, containers: [{ ...container('a', '1'), image: 'app:2' }, container('b')] },
  });
  const { resources: _, initContainers: __, ...spec } = asks.spec as V1PodSpec;
  const plain = podOf({ containers: given.spec?.containers ?? [] });
  expect(withAllocation({ ...asks, spec }, plain).spec).toEqual({
    ...plain.spec,
    containers: [{ ...container('a', '1'), image: 'app:2' }, container('b')],
  });
  expect(withAllocation(asks, plain).spec).toMatchObject({ initContainers: [container('side')] });
});

test('each of these alone is a wish for something else', () => {
  const given = { containers: [container('a', '1')], initContainers: [container('i', '1')] };
  for (const other of [
    { ...given, containers: [container('a', '2')] },
    { ...given, initContainers: [container('i', '2')] },
    { ...given, resources: requests('3') },
  ])
    expect(withAllocation(podOf(other), podOf(given))).toEqual(podOf(given));
});

test('what a kubelet before gave is what the status says of a container of that name', () => {
  const spec = {
    containers: [container('a', '2'), container('b', '2'), container('c', '2')],
    initContainers: [container('side', '2')],
  };
  expect(allocationOf(podOf(spec))).toEqual(podOf(spec));
  const told = (name: string, resources?: object) => ({
    ...{ name, image: '', imageID: '', ready: true, restartCount: 0 },
    ...(resources && { resources }),
  });
  const status = {
    containerStatuses: [told('b', requests('1')), told('a', {}), told('c')],
    initContainerStatuses: [told('side', requests('1'))],
  };
  expect(allocationOf(podOf(spec, status))).toEqual(
    podOf(
      {
        containers: [{ ...container('a'), resources: {} }, container('b', '1'), container('c', '2')],
        initContainers: [container('side', '1')],
      },
      status,
    ),
  );
  const { containerStatuses } = status;
  expect(allocationOf(podOf(spec, { containerStatuses })).spec?.initContainers).toEqual(spec.initContainers);
});

test('a resize is told with what each container asks for', () => {
  const limits = { cpu: '3' };
  const containers = [{ ...container('a'), resources: { ...requests('1'), limits } }, container('b')];
  expect(resizeMessage(podOf({ containers }), 'started')).toBe(
    'Pod resize started: {"containers":[{"name":"a","resources":{"limits":{"cpu":"3"},"requests":{"cpu":"1"}}},' +
      '{"name":"b","resources":{}}],"generation":3}',
  );
  const side = { containers: [container('a')], initContainers: [container('side', '1')] };
  expect(resizeMessage({ spec: side }, 'failed', 'no room')).toBe(
    'Pod resize failed: {"initContainers":[{"name":"side","resources":{"requests":{"cpu":"1"}}}],' +
      '"containers":[{"name":"a","resources":{}}],"generation":0,"error":"no room"}',
  );
});
