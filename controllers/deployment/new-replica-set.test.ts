import { expect, it } from 'vitest';
import type { V1Deployment, V1ReplicaSet } from '../../api/index.ts';
import { revisionAnnotation } from './annotations.ts';
import { buildNewReplicaSet, replicaSetName } from './new-replica-set.ts';
import { sameTemplate } from './template.ts';

const web: V1Deployment = {
  metadata: {
    name: 'web',
    namespace: 'default',
    uid: 'u',
    annotations: { note: 'a', [revisionAnnotation]: '9' },
  },
  spec: {
    replicas: 10,
    minReadySeconds: 5,
    selector: { matchLabels: { app: 'web' } },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main' }] } },
  },
};

it('is named, labelled and owned, with the template of the Deployment', () => {
  const made = buildNewReplicaSet(web, []);
  const hash = made.metadata?.labels?.['pod-template-hash'] ?? '';
  expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]+$/);
  expect(made.metadata).toEqual({
    name: `web-${hash}`,
    namespace: 'default',
    labels: { app: 'web', 'pod-template-hash': hash },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name: 'web',
        uid: 'u',
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
    annotations: {
      note: 'a',
      'deployment.kubernetes.io/revision': '1',
      'deployment.kubernetes.io/desired-replicas': '10',
      'deployment.kubernetes.io/max-replicas': '13',
    },
  });
  expect(made.spec).toMatchObject({
    replicas: 10,
    minReadySeconds: 5,
    selector: { matchLabels: { app: 'web', 'pod-template-hash': hash } },
  });
  expect(sameTemplate(made.spec?.template, web.spec?.template)).toBe(true);
});

it('begins with what the surge allows, above the old revisions', () => {
  const old: V1ReplicaSet = {
    metadata: { name: 'old', annotations: { [revisionAnnotation]: '4' } },
    spec: { replicas: 10, selector: {} },
  };
  const made = buildNewReplicaSet(web, [old]);
  expect(made.spec?.replicas).toBe(3);
  expect(made.metadata?.annotations?.[revisionAnnotation]).toBe('5');
});

it('gets another hash after a collision, and the same one otherwise', () => {
  const name = buildNewReplicaSet(web, []).metadata?.name;
  expect(buildNewReplicaSet({ ...web, status: { replicas: 3 } }, []).metadata?.name).toBe(name);
  expect(buildNewReplicaSet({ ...web, status: { collisionCount: 1 } }, []).metadata?.name).not.toBe(name);
});

it.each([
  { name: 'my-deployment', hash: 'abcde12345', expected: 'my-deployment-abcde12345' },
  { name: 'a'.repeat(242), hash: 'abcde12345', expected: `${'a'.repeat(242)}-abcde12345` },
  { name: 'b'.repeat(250), hash: 'abcde12345', expected: `${'b'.repeat(242)}-abcde12345` },
  { name: 'd'.repeat(252), hash: 'h'.repeat(252), expected: `${'d'.repeat(252)}-${'h'.repeat(252)}` },
])('a name of $name.length and a hash of $hash.length characters', ({ name, hash, expected }) => {
  expect(replicaSetName(name, hash)).toBe(expected);
});
