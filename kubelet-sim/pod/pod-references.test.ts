import { expect, test } from 'vitest';
import type { V1Container, V1Volume } from '../../api/index.ts';
import {
  environmentOf,
  environmentProblem,
  type KeyedObject,
  noObjects,
  type PodObjects,
  volumeProblem,
  volumesOf,
} from './pod-references.ts';

const there: Readonly<Record<string, KeyedObject>> = {
  'ConfigMap/c': { data: { k: 'v' }, binaryData: { b: '' } },
  'Secret/s': { data: { k: 'v' } },
};
const objects: PodObjects = {
  ...noObjects,
  namespace: 'shop',
  find: (kind, name) => there[`${kind}/${name}`],
};

const environments: readonly (readonly [Partial<V1Container>, string | undefined])[] = [
  [{}, undefined],
  [
    {
      env: [
        { name: 'A', value: 'a' },
        { name: 'B', valueFrom: { fieldRef: { fieldPath: 'x' } } },
      ],
    },
    undefined,
  ],
  [{ envFrom: [{ configMapRef: { name: 'c' } }, { secretRef: { name: 's' } }] }, undefined],
  [{ envFrom: [{ configMapRef: { name: 'x' } }] }, 'configmap "x" not found'],
  [{ envFrom: [{ secretRef: { name: 'c' } }] }, 'secret "c" not found'],
  [{ envFrom: [{ configMapRef: { name: 'x', optional: true } }] }, undefined],
  [
    { envFrom: [{ secretRef: { name: 'x', optional: true } }, { secretRef: { name: 'y' } }] },
    'secret "y" not found',
  ],
  [{ env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } }] }, undefined],
  [
    { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'c', key: 'x' } } }] },
    "couldn't find key x in ConfigMap shop/c",
  ],
  // Not for an environment.
  [
    { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'c', key: 'b' } } }] },
    "couldn't find key b in ConfigMap shop/c",
  ],
  [
    { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'x' } } }] },
    "couldn't find key x in Secret shop/s",
  ],
  [{ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'x', optional: true } } }] }, undefined],
  [
    {
      env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'x', key: 'k' } } }],
      envFrom: [{ configMapRef: { name: 'y' } }],
    },
    'configmap "y" not found',
  ],
];

test.each(environments)('an environment of %j: %s', (container, problem) => {
  expect(environmentProblem(environmentOf({ name: 'c', ...container }), objects)).toBe(problem);
});

const volumes: readonly (readonly [Partial<V1Volume>, string | undefined])[] = [
  [{ configMap: { name: 'c' } }, undefined],
  [{ configMap: { name: 'x' } }, 'configmap "x" not found'],
  [{ configMap: { name: 'x', optional: true } }, undefined],
  [{ configMap: { name: 'c', items: ['k', 'b'].map((key) => ({ key, path: key })) } }, undefined],
  [
    { configMap: { name: 'c', items: ['k', 'x'].map((key) => ({ key, path: key })) } },
    'configmap references non-existent config key: x',
  ],
  [{ secret: { secretName: 's' } }, undefined],
  [{ secret: { secretName: 'x' } }, 'secret "x" not found'],
  [
    { secret: { secretName: 's', items: [{ key: 'x', path: 'x' }] } },
    'references non-existent secret key: x',
  ],
  [{ projected: { sources: [{ configMap: { name: 'c' } }, { secret: { name: 's' } }] } }, undefined],
  [{ projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }, undefined],
  [
    { projected: { sources: [{ configMap: { name: 'x' } }, { secret: { name: 's' } }] } },
    'configmap "x" not found',
  ],
  [
    { projected: { sources: [{ configMap: { name: 'x' } }, { secret: { name: 'y' } }] } },
    '[configmap "x" not found, secret "y" not found]',
  ],
];

test.each(volumes)('a volume of %j: %s', (source, problem) => {
  const found = volumesOf({ volumes: [{ name: 'v', ...source }] });
  const problems = found.map((sources) => volumeProblem(sources, objects));
  expect(problems.filter((text) => text !== undefined)).toEqual(problem === undefined ? [] : [problem]);
});

test('volumes that are made from nothing are not waited for', () => {
  expect(volumesOf({ volumes: [{ name: 'v', emptyDir: {} }] })).toEqual([]);
  expect(volumesOf({})).toEqual([]);
});
