import { expect, test } from 'vitest';
import { deepFreeze } from '../../apimachinery/index.ts';
import { schemaFor } from '../index.ts';
import { canonicalValues } from './canonical-values.ts';

function canonical(group: string, version: string, kind: string, object: object): unknown {
  const schema = schemaFor(group, version, kind);
  if (schema === undefined) throw new Error(kind);
  return canonicalValues(schema, deepFreeze(object));
}

function cpuOf(value: unknown): unknown {
  const pod = { spec: { containers: [{ name: 'c', resources: { limits: { cpu: value } } }] } };
  const made = canonical('', 'v1', 'Pod', pod) as typeof pod;
  return made.spec.containers[0]?.resources.limits.cpu;
}

test.each([
  ['0.5', '500m'],
  ['1000m', '1'],
  ['2000', '2k'],
  ['1.5Gi', '1536Mi'],
  ['1024Mi', '1Gi'],
  ['100u', '1m'],
  ['1E3', '1E3'],
  [2, '2'],
  ['wrong', 'wrong'],
])('a container limited to %j CPU is limited to %j', (given, written) => {
  expect(cpuOf(given)).toBe(written);
});

test('times are in UTC, of seconds or of microseconds', () => {
  const lease = {
    spec: { renewTime: '2026-01-01T02:00:00.25+02:00' },
    metadata: { creationTimestamp: 'soon' },
  };
  expect(canonical('coordination.k8s.io', 'v1', 'Lease', lease)).toEqual({
    spec: { renewTime: '2026-01-01T00:00:00.250000Z' },
    metadata: { creationTimestamp: 'soon' },
  });
  const pod = { status: { startTime: '2026-01-01T02:00:00.75+02:00' } };
  expect(canonical('', 'v1', 'Pod', pod)).toEqual({ status: { startTime: '2026-01-01T00:00:00Z' } });
});

test.each([
  ['Y\nQ=\r\n=\n', 'YQ=='],
  ['YR==', 'YQ=='],
  ['YWJ=', 'YWI='],
  ['YWJj', 'YWJj'],
])('bytes written as %j are %j', (given, written) => {
  expect(canonical('', 'v1', 'Secret', { data: { a: given } })).toEqual({ data: { a: written } });
});

test('what is written as it should be is the same object', () => {
  const pod = deepFreeze({
    metadata: { creationTimestamp: '2026-01-01T00:00:00Z', labels: { a: '1000m' } },
    spec: { containers: [{ resources: { limits: { cpu: '500m', memory: '64Mi' } } }], overhead: null },
  });
  expect(canonical('', 'v1', 'Pod', pod)).toBe(pod);
});

test('what is as in a value as it should be is not entered, and all else is', () => {
  const schema = schemaFor('', 'v1', 'Node') ?? {};
  const node = { status: { capacity: { cpu: '1000m' } } };
  expect(canonicalValues(schema, node, node)).toBe(node);
  expect(canonicalValues(schema, { ...node }, { status: { ...node.status } })).toEqual({
    status: { capacity: { cpu: '1' } },
  });
});
