import { describe, expect, test } from 'vitest';
import { schemaFor } from '../../../api/index.ts';
import { fieldErrorText } from '../../../apimachinery/index.ts';
import { valueErrors } from './index.ts';

const pod = (spec: object) => ({ kind: 'Pod', apiVersion: 'v1', metadata: { name: 'p' }, spec });
const container = (more: object) => pod({ containers: [{ name: 'c', image: 'i', ...more }] });

function told(kind: string, apiVersion: string, object: object, old?: object): string[] {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const schema = schemaFor(group, version, kind);
  if (schema === undefined) throw new Error(`there is no ${kind} in ${apiVersion}`);
  return valueErrors(schema, object, old).map(fieldErrorText);
}

describe('what Kubernetes 1.36 says of', () => {
  test.each([
    [
      'a probe without a handler',
      container({ livenessProbe: {} }),
      'spec.containers[0].livenessProbe: Required value: must specify a handler type',
    ],
    [
      'a probe of no port',
      container({ readinessProbe: { tcpSocket: { port: 0 } } }),
      'spec.containers[0].readinessProbe.tcpSocket.port: Invalid value: 0: must be between 1 and 65535, inclusive',
    ],
    [
      'a variable from nowhere',
      container({ env: [{ name: 'A', valueFrom: {} }] }),
      'spec.containers[0].env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
    ],
    [
      'a toleration of nothing',
      pod({ tolerations: [{}], containers: [{ name: 'c', image: 'i' }] }),
      'spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    ],
    [
      'files that nobody could read',
      pod({
        volumes: [{ name: 'v', configMap: { name: 'm', defaultMode: 644 } }],
        containers: [{ name: 'c', image: 'i' }],
      }),
      'spec.volumes[0].configMap.defaultMode: Invalid value: 644: must be a number between 0 and 0777 (octal), both inclusive',
    ],
    [
      'two mounts at one path',
      pod({
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [
          { name: 'c', image: 'i', volumeMounts: [1, 2].map(() => ({ name: 'v', mountPath: '/a' })) },
        ],
      }),
      'spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/a": must be unique',
    ],
    [
      'variables from no source, which it tells of the whole list',
      container({ envFrom: [{}] }),
      'spec.containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
    ],
    [
      'a mount that is passed on in no way there is',
      pod({
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [
          { name: 'c', image: 'i', volumeMounts: [{ name: 'v', mountPath: '/a', mountPropagation: 'x' }] },
        ],
      }),
      'spec.containers[0].volumeMounts.mountPropagation: Unsupported value: "x": supported values: "Bidirectional", "HostToContainer", "None"',
    ],
  ])('%s', (_, object, text) => {
    expect(told('Pod', 'v1', object)).toEqual([text]);
  });

  test('labels of a template, wherever a template stands', () => {
    const template = {
      metadata: { labels: { a: 'b c' } },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    };
    const [text] = told('CronJob', 'batch/v1', { spec: { jobTemplate: { spec: { template } } } });
    expect(text).toMatch(/^spec.jobTemplate.spec.template.labels: Invalid value: "b c": a valid label must/);
  });
});

test.each([
  [30, undefined, true],
  [31, undefined, false],
  [5, 5, true],
  [6, 5, false],
  [0, 5, true],
  [-1, 5, false],
  [1, -1, true],
  [2, -1, false],
])('a hook may sleep %i s of a grace period of %s: %s', (seconds, terminationGracePeriodSeconds, may) => {
  const grace = terminationGracePeriodSeconds === undefined ? {} : { terminationGracePeriodSeconds };
  const lifecycle = { preStop: { sleep: { seconds } } };
  const texts = told('Pod', 'v1', pod({ ...grace, containers: [{ name: 'c', image: 'i', lifecycle }] }));
  expect(texts.filter((text) => text.includes('preStop.sleep'))).toHaveLength(may ? 0 : 1);
});

test('what an update does not touch is not looked at', () => {
  const old = container({ livenessProbe: {} });
  expect(told('Pod', 'v1', { ...old, metadata: { name: 'p', labels: { a: 'b' } } }, old)).toEqual([]);
});
