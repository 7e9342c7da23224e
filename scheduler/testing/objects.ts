import type { V1Container, V1Node, V1NodeSpec, V1Pod, V1PodSpec } from '../../api/index.ts';
import type { ResourceList } from '../../component-helpers/index.ts';
import { NodeInfo } from '../cache/node-info.ts';
import { PodInfo } from '../cache/pod-info.ts';

/** A pod with one container that asks for these. */
export function pod(name: string, requests: ResourceList = {}, spec: Partial<V1PodSpec> = {}): V1Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: `uid-${name}` },
    spec: { containers: [container('main', requests)], ...spec },
  };
}

export function container(
  name: string,
  requests: ResourceList = {},
  more: Partial<V1Container> = {},
): V1Container {
  return { name, image: 'nginx:1.27', resources: { requests }, ...more };
}

/** A node that offers these; 110 pods unless they say otherwise. */
export function node(
  name: string,
  allocatable: ResourceList = { cpu: '4', memory: '8Gi' },
  spec: V1NodeSpec = {},
  labels: Readonly<Record<string, string>> = {},
): V1Node {
  const resources = { pods: '110', ...allocatable };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    spec,
    status: { allocatable: resources, capacity: resources },
  };
}

export function podInfo(...args: Parameters<typeof pod>): PodInfo {
  return new PodInfo(pod(...args));
}

/** A node as the cache keeps it, with pods on it. */
export function nodeInfo(of: V1Node, ...pods: readonly V1Pod[]): NodeInfo {
  const info = new NodeInfo(of.metadata?.name ?? '');
  info.setNode(of);
  for (const one of pods) info.addPod(new PodInfo(one));
  return info;
}
