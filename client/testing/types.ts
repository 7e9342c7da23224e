import type { KubeObject, ResourceType } from '../../apimachinery/index.ts';

/** Enough of a Pod for tests of the machinery. */
export interface TestPod extends KubeObject {
  readonly spec?: { readonly nodeName?: string; readonly value?: number };
  readonly status?: { readonly phase?: string };
}

export const pods: ResourceType<TestPod> = {
  group: '',
  version: 'v1',
  resource: 'pods',
  kind: 'Pod',
  namespaced: true,
};

export const replicaSets: ResourceType<TestPod> = {
  group: 'apps',
  version: 'v1',
  resource: 'replicasets',
  kind: 'ReplicaSet',
  namespaced: true,
};

export const nodes: ResourceType = {
  group: '',
  version: 'v1',
  resource: 'nodes',
  kind: 'Node',
  namespaced: false,
};

export function pod(name: string, fields: Omit<TestPod, 'metadata'> = {}, metadata: object = {}): TestPod {
  return { ...fields, metadata: { name, namespace: 'default', ...metadata } };
}
