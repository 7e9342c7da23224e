import { expect, test } from 'vitest';
import {
  compileFieldSelector,
  groupResource,
  type KubeObject,
  parseFieldSelector,
  validateSchema,
} from '../../apimachinery/index.ts';
import { allResources, definition, definitionNames, schemaFor } from '../index.ts';
import { factsOf } from './definition-facts.ts';
import { fieldSelectors } from './field-selectors.ts';
import { groupFacts } from './group-versions.ts';
import { atomicDefinitions, mergeFacts } from './list-types.ts';
import { categories, shortNames } from './names.ts';
import { scales } from './scale.ts';

const resourceKeys = new Set(allResources.map(groupResource));

test('tables keyed by resource speak of resources that exist', () => {
  for (const table of [shortNames, categories, fieldSelectors, scales]) {
    for (const key of Object.keys(table)) expect(resourceKeys.has(key), key).toBe(true);
  }
});

test('everything with a scale subresource can be scaled, and nothing else', () => {
  const scaled = allResources.filter(({ subresources }) => subresources.some(({ name }) => name === 'scale'));
  expect(scaled.map(groupResource).sort()).toEqual(Object.keys(scales).sort());
});

test('a scale reads replicas and the selector, of maps of labels too', () => {
  const deployment = {
    spec: { replicas: 3, selector: { matchLabels: { app: 'web' } } },
    status: { replicas: 2 },
  } as KubeObject;
  const paths = scales['deployments.apps'];
  expect(paths?.specReplicas(deployment)).toBe(3);
  expect(paths?.statusReplicas(deployment)).toBe(2);
  expect(paths?.selector(deployment)).toBe('app=web');
  const controller = { spec: { selector: { app: 'web', tier: 'a' } } } as KubeObject;
  expect(scales.replicationcontrollers?.selector(controller)).toBe('app=web,tier=a');
});

test('keys of lists of maps and merge keys are fields of the items', () => {
  for (const name of definitionNames()) {
    for (const [field, facts] of Object.entries(factsOf(mergeFacts, name) ?? {})) {
      const items = definition(name).properties?.[field]?.items;
      const keys = [
        ...(facts.listMapKeys ?? []),
        ...(facts.patchMergeKey === undefined ? [] : [facts.patchMergeKey]),
      ];
      for (const key of keys) expect(items?.properties?.[key], `${name}.${field}: ${key}`).toBeDefined();
    }
  }
});

test('definitions with one owner are atomic wherever they are used', () => {
  expect(factsOf(atomicDefinitions, 'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector')).toEqual({
    mapType: 'atomic',
  });
  expect(schemaFor('', 'v1', 'PersistentVolume')?.properties?.spec?.properties?.claimRef?.mapType).toBe(
    'granular',
  );
  expect(definition('io.k8s.api.core.v1.ObjectReference').mapType).toBe('atomic');
});

test('pods are selected by node, phase and host network', () => {
  const pod = {
    metadata: { name: 'a', namespace: 'n' },
    spec: { nodeName: 'node-1' },
    status: { phase: 'Running' },
  } as KubeObject;
  const selects = (text: string) =>
    compileFieldSelector(parseFieldSelector(text), fieldSelectors.pods ?? {})(pod);
  expect(selects('spec.nodeName=node-1,status.phase!=Pending,spec.hostNetwork=false')).toBe(true);
  expect(selects('metadata.namespace=n,spec.nodeName=')).toBe(false);
  expect(() => selects('spec.priority=1')).toThrow('field label not supported: spec.priority');
});

test('events are selected by the names of the group that is asked, in whichever form they are', () => {
  const old = { involvedObject: { kind: 'Pod', name: 'p' }, reportingComponent: 'kubelet' } as KubeObject;
  const fields = fieldSelectors['events.events.k8s.io'] ?? {};
  expect(fields['regarding.kind']?.(old)).toBe('Pod');
  expect(fields.reportingController?.(old)).toBe('kubelet');
  expect(fields['involvedObject.kind']).toBeUndefined();
  const asked = fieldSelectors.events ?? {};
  expect(asked['involvedObject.name']?.({ regarding: { name: 'p' } } as KubeObject)).toBe('p');
  expect(asked.source?.(old)).toBe('kubelet');
});

test('groups are placed once each', () => {
  expect(new Set(groupFacts.map(({ group }) => group)).size).toBe(groupFacts.length);
});

test.each([
  ['apps', 'Deployment', { spec: { replicas: -1, selector: {}, template: {} } }, 'spec.replicas'],
  ['', 'Pod', { spec: { containers: [], restartPolicy: 'Sometimes' } }, 'spec.restartPolicy'],
  ['', 'Service', { spec: { ports: [{ port: 70000 }] } }, 'spec.ports[0].port'],
  ['', 'Service', { spec: { type: 'Wrong' } }, 'spec.type'],
  [
    'batch',
    'CronJob',
    { spec: { schedule: '', concurrencyPolicy: 'Maybe', jobTemplate: {} } },
    'spec.concurrencyPolicy',
  ],
  ['', 'PersistentVolumeClaim', { spec: {} }, 'spec.accessModes'],
  ['', 'ResourceQuota', { spec: { scopes: ['Wrong'] } }, 'spec.scopes[0]'],
])('%s %s is refused for %j', (group, kind, fields, path) => {
  const schema = schemaFor(group, 'v1', kind);
  if (schema === undefined) throw new Error(kind);
  expect(validateSchema(schema, fields).map(({ field }) => field)).toContain(path);
});
