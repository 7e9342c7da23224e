import { expect, test } from 'vitest';
import type { Schema } from '../apimachinery/index.ts';
import { allResources, definition, definitionNames, docsFor, schemaFor } from './index.ts';

function field(schema: Schema | undefined, path: string): Schema {
  let at = schema;
  for (const name of path.split('.')) {
    at = name === '[]' ? at?.items : name === '{}' ? at?.additionalProperties : at?.properties?.[name];
  }
  if (at === undefined) throw new Error(`there is no ${path}`);
  return at;
}

test('every resource, its list and every kind of its subresources that has one has a schema', () => {
  for (const { group, version, kind, listKind, definition: name, subresources } of allResources) {
    expect(schemaFor(group, version, kind), name).toBe(definition(name));
    if (listKind !== '') {
      const items = schemaFor(group, version, listKind)?.properties?.items?.items;
      expect(items, listKind).toBe(definition(name));
    }
    for (const sub of subresources) {
      if (sub.kind.endsWith('Options')) continue;
      expect(schemaFor(sub.group, sub.version, sub.kind), sub.kind).toBeDefined();
    }
  }
});

test('all 760 definitions resolve, every schema in them has a type or is free, and all is frozen', () => {
  const names = definitionNames();
  expect(names).toHaveLength(760);
  const seen = new Set<Schema>();
  const free = new Set<string>();
  const visit = (schema: Schema, where: string) => {
    if (seen.has(schema)) return;
    seen.add(schema);
    expect(Object.isFrozen(schema), where).toBe(true);
    expect('$ref' in schema, where).toBe(false);
    if (schema.type === undefined) free.add(where.slice(where.lastIndexOf('.') + 1));
    for (const [name, child] of Object.entries(schema.properties ?? {})) visit(child, `${where}.${name}`);
    if (schema.items !== undefined) visit(schema.items, `${where}[]`);
    if (schema.additionalProperties !== undefined) visit(schema.additionalProperties, `${where}{}`);
  };
  for (const name of names) visit(definition(name), name);
  expect([...free].sort()).toEqual([
    'additionalItems',
    'additionalProperties',
    'data',
    'default',
    'dependencies{}',
    'enum[]',
    'example',
    'fieldsV1',
    'items',
    'object',
    'parameters',
  ]);
});

test('types that the client flattens are told apart', () => {
  const pod = schemaFor('', 'v1', 'Pod');
  expect(field(pod, 'spec.containers.[].resources.limits.{}')).toEqual({ type: 'quantity' });
  expect(field(pod, 'spec.containers.[].ports.[].containerPort')).toMatchObject({
    type: 'integer',
    format: 'int32',
    minimum: 1,
    maximum: 65535,
  });
  expect(field(pod, 'spec.containers.[].livenessProbe.httpGet.port')).toEqual({ type: 'int-or-string' });
  expect(field(pod, 'status.startTime')).toEqual({ type: 'string', format: 'date-time' });
  expect(field(schemaFor('coordination.k8s.io', 'v1', 'Lease'), 'spec.renewTime')).toEqual({
    type: 'string',
    format: 'date-time-micro',
  });
  expect(field(schemaFor('', 'v1', 'Secret'), 'data.{}')).toEqual({ type: 'string', format: 'byte' });
  expect(field(schemaFor('apps', 'v1', 'ControllerRevision'), 'data')).toEqual({ mapType: 'atomic' });
});

test('lists say how their items are told apart, and what a patch does with them', () => {
  const spec = definition('io.k8s.api.core.v1.PodSpec');
  expect(field(spec, 'containers')).toMatchObject({
    listType: 'map',
    listMapKeys: ['name'],
    patchStrategy: 'merge',
    patchMergeKey: 'name',
  });
  expect(field(spec, 'volumes').patchStrategy).toBe('merge,retainKeys');
  expect(field(spec, 'tolerations').listType).toBeUndefined();
  expect(field(spec, 'nodeSelector').mapType).toBe('atomic');
  expect(field(schemaFor('', 'v1', 'Service'), 'spec.ports').listMapKeys).toEqual(['port', 'protocol']);
  const strategy = field(schemaFor('apps', 'v1', 'Deployment'), 'spec.strategy');
  expect(strategy).toMatchObject({
    definition: 'io.k8s.api.apps.v1.DeploymentStrategy',
    patchStrategy: 'retainKeys',
  });
  expect(field(schemaFor('apps', 'v1', 'Deployment'), 'spec.selector').mapType).toBe('atomic');
});

test('a definition that contains itself is a cycle', () => {
  const props = definition('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps');
  expect(field(props, 'allOf.[]')).toBe(props);
  expect(field(props, 'properties.{}')).toBe(props);
  expect(field(props, 'not')).toBe(props);
});

test('definitions are made once and shared between the kinds that use them', () => {
  const template = definition('io.k8s.api.core.v1.PodTemplateSpec');
  expect(field(schemaFor('batch', 'v1', 'Job'), 'spec.template.metadata')).toBe(field(template, 'metadata'));
  expect(schemaFor('apps', 'v1', 'Deployment')).toBe(schemaFor('apps', 'v1', 'Deployment'));
});

test('what does not exist has no schema, and no definition', () => {
  expect(schemaFor('apps', 'v1', 'Deploymint')).toBeUndefined();
  expect(schemaFor('apps', 'v1beta2', 'Deployment')).toBeUndefined();
  expect(schemaFor('', 'v1', 'toString')).toBeUndefined();
  expect(() => definition('io.k8s.api.core.v1.Nothing')).toThrow(
    'there is no definition io.k8s.api.core.v1.Nothing',
  );
});

test('fields are explained in the words of Kubernetes', () => {
  const docs = docsFor('io.k8s.api.apps.v1.DeploymentSpec');
  expect(docs.description).toContain('Deployment');
  expect(docs.properties.replicas).toMatch(/^Number of desired pods/);
  expect(docs.properties.template).toContain('PodTemplateSpec');
  expect(docsFor('io.k8s.nothing')).toEqual({ description: '', properties: {} });
});
