import { expect, test } from 'vitest';
import type { Schema } from '../../apimachinery/index.ts';
import { definition, servedResources } from '../index.ts';
import { fieldFacts, goFieldsOf } from './field-facts.ts';

function reached(from: Schema, found: Map<string, Schema> = new Map()): Map<string, Schema> {
  const { definition: name, properties = {}, additionalProperties, items } = from;
  if (name !== undefined && found.has(name)) return found;
  if (name !== undefined) found.set(name, from);
  for (const next of [...Object.values(properties), additionalProperties, items]) {
    if (next !== undefined) reached(next, found);
  }
  return found;
}

function namesOf(type: string): readonly string[] {
  const facts = fieldFacts(type) ?? [];
  return facts.flatMap(({ name, isInline }) => (isInline ? namesOf(name) : [name]));
}

test('a line is read word by word', () => {
  const [replicas, , template] = fieldFacts('io.k8s.api.apps.v1.DeploymentSpec') ?? [];
  expect(replicas).toEqual({
    number: 1,
    name: 'replicas',
    presence: 'given',
    isNullable: false,
    type: undefined,
    isInline: false,
    isListMessage: false,
    schemaOr: undefined,
  });
  expect(template).toMatchObject({ number: 3, name: 'template', presence: 'always' });
  const container = goFieldsOf('io.k8s.api.core.v1.Container');
  expect(container?.get('imagePullPolicy')?.type).toBe('v1.PullPolicy');
  expect(goFieldsOf('io.k8s.api.core.v1.Capabilities')?.get('add')?.type).toBe('[]v1.Capability');
  expect(goFieldsOf('io.k8s.api.core.v1.Volume')?.get('emptyDir')?.embeddedIn).toEqual(['VolumeSource']);
  expect(goFieldsOf('io.k8s.api.rbac.v1.Role')?.get('rules')?.isNullable).toBe(true);
  expect(fieldFacts('io.k8s.api.apps.v1.Nothing')).toBeUndefined();
});

test('every field of every served kind has a number, and no other', () => {
  const schemas = new Map(servedResources.flatMap(({ definition: name }) => [...reached(definition(name))]));
  expect(schemas.size).toBeGreaterThan(400);
  for (const [name, { properties = {} }] of schemas) {
    const numbered = namesOf(name);
    const isRoot = 'apiVersion' in properties && 'kind' in properties && !numbered.includes('apiVersion');
    const wanted = Object.keys(properties).filter(
      (key) => !isRoot || (key !== 'apiVersion' && key !== 'kind'),
    );
    expect([name, [...numbered].sort()]).toEqual([name, wanted.sort()]);
  }
});
