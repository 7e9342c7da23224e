import { describe, expect, it } from 'vitest';
import type { V1Deployment, V1PodTemplateSpec, V1ReplicaSet } from '../../api/index.ts';
import { sameTemplate, sortOut, templateHashLabel } from './template.ts';

type Labels = Readonly<Record<string, string>>;

const first = { [templateHashLabel]: 'value-1', something: 'else' };
const second = { [templateHashLabel]: 'value-2', something: 'else' };
const none = { something: 'else' };

describe('sameTemplate', () => {
  it.each([
    { name: 'all the same', a: template('foo', first), b: template('foo', first), same: true },
    { name: 'another hash', a: template('foo', first), b: template('foo', second), same: true },
    { name: 'no hash in one', a: template('foo', none), b: template('foo', second), same: true },
    {
      name: 'another label, as many of them',
      a: template('foo', none),
      b: template('foo', { [templateHashLabel]: 'value-2' }),
      same: false,
    },
    {
      name: 'a label missing, the same hash',
      a: template('foo', { [templateHashLabel]: 'value-1' }),
      b: template('foo', first),
      same: false,
    },
    {
      name: 'another annotation',
      a: template('foo', first, { former: 'value' }),
      b: template('foo', first, { latter: 'value' }),
      same: false,
    },
    { name: 'another spec and hash', a: template('foo-1', first), b: template('foo-2', second), same: false },
    {
      name: 'another spec, no hash in one',
      a: template('foo-1', none),
      b: template('foo-2', second),
      same: false,
    },
    {
      name: 'no annotations and none at all',
      a: template('foo', none, {}),
      b: template('foo', none),
      same: true,
    },
    {
      name: 'no labels and only the hash',
      a: { spec: template('foo', {}).spec! },
      b: template('foo', {}),
      same: true,
    },
  ])('$name: $same', ({ a, b, same }) => {
    expect(sameTemplate(a, b)).toBe(same);
    expect(sameTemplate(b, a)).toBe(same);
  });
});

describe('sortOut', () => {
  const deployment: V1Deployment = { spec: { selector: {}, template: template('nginx', none) } };
  const newer = replicaSet('newer', 'nginx', '2026-01-02T00:00:00Z');
  const older = replicaSet('older', 'nginx', '2026-01-01T00:00:00Z');
  const other = replicaSet('other', 'nginx-old', '2025-01-01T00:00:00Z');

  it.each([
    { sets: [newer, other], expectedNew: newer, expectedOld: [other] },
    { sets: [newer, other, older], expectedNew: older, expectedOld: [other, newer] },
    { sets: [other], expectedNew: undefined, expectedOld: [other] },
    { sets: [newer], expectedNew: newer, expectedOld: [] },
  ])('of $sets.length: $expectedNew.metadata.name is new', ({ sets, expectedNew, expectedOld }) => {
    expect(sortOut(deployment, sets)).toEqual({ newReplicaSet: expectedNew, oldReplicaSets: expectedOld });
  });
});

function template(container: string, labels: Labels, annotations?: Labels): V1PodTemplateSpec {
  const metadata = annotations === undefined ? { labels } : { labels, annotations };
  return { metadata, spec: { containers: [{ name: container, image: container }] } };
}

function replicaSet(name: string, container: string, creationTimestamp: string): V1ReplicaSet {
  const labels = { ...none, [templateHashLabel]: name };
  return {
    metadata: { name, creationTimestamp },
    spec: { selector: {}, template: template(container, labels) },
  };
}
