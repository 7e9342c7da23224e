import { expect, it } from 'vitest';
import { appsV1, type V1ReplicaSet } from '../../api/index.ts';
import { podFromTemplate } from './pod-from-template.ts';

const owner = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  name: 'web-7c9',
  uid: 'u-1',
  controller: true,
  blockOwnerDeletion: true,
};

it('makes a pod of the template, owned and named after the ReplicaSet', () => {
  const spec = { containers: [{ name: 'main', image: 'nginx' }] };
  const replicaSet: V1ReplicaSet = {
    metadata: { name: 'web-7c9', namespace: 'default', uid: 'u-1', labels: { not: 'copied' } },
    spec: {
      selector: {},
      template: {
        metadata: { labels: { app: 'web' }, annotations: { note: 'a' }, finalizers: ['example.com/hold'] },
        spec,
      },
    },
  };
  const pod = podFromTemplate(replicaSet.spec?.template, replicaSet, appsV1.replicaSets);
  expect(pod.metadata).toEqual({
    generateName: 'web-7c9-',
    namespace: 'default',
    labels: { app: 'web' },
    annotations: { note: 'a' },
    finalizers: ['example.com/hold'],
    ownerReferences: [owner],
  });
  expect(pod.spec).toBe(spec);
});

it('makes of a template with nothing in it a pod with nothing but its owner', () => {
  const bare = { metadata: { name: 'web-7c9', uid: 'u-1' } };
  for (const template of [undefined, {}, { metadata: {} }]) {
    expect(podFromTemplate(template, bare, appsV1.replicaSets)).toStrictEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { generateName: 'web-7c9-', ownerReferences: [owner] },
    });
  }
});
