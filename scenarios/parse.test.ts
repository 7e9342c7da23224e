import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadScenarios, parseScenarios } from './parse.ts';
import { scenarioSchema } from './scenario-schema.ts';

const scenario = (steps: string, spec = '') => `
apiVersion: homeostat.dev/v1alpha1
kind: Scenario
metadata: {name: test}
spec:
${spec}
  steps:
${steps}
`;

test.each([
  ['  - aply: {file: x.yaml}', 'unknown field "aply"; known are: description, apply,'],
  ['  - {apply: {resource: {}}, settle: {}}', 'must have exactly one of'],
  ['  - apply: {}', 'needs exactly one of resource, resources, file'],
  ['  - apply: {file: nowhere.yaml}', 'cannot read'],
  ['  - apply: {resource: {kind: Pod}}', 'resource.apiVersion: is required'],
  ['  - apply: {resource: {apiVersion: v1, kind: Pot}}', 'no kind "Pot" is served in apiVersion "v1"'],
  ['  - advance: {duration: soon}', '"soon" is no duration; write it as 30s, 5m or 1h30m'],
  ['  - kill: {}', 'node: is required'],
  [
    '  - scale: {ref: {apiVersion: apps/v1, kind: Deployment, name: web}, replicas: many}',
    'replicas: is required',
  ],
  ['  - assert: {resource: {apiVersion: v1, kind: Pod}, for: 1s}', 'unknown field "for"'],
])('a mistake in %s is told before anything runs', (step, message) => {
  expect(() => parseScenarios(scenario(step), 'test.yaml')).toThrow(message);
});

test('a mistake names file and place', () => {
  expect(() => parseScenarios(scenario('  - settle: {}\n  - kill: {}'), 'test.yaml')).toThrow(
    /spec\.steps\[1\]\.kill\.node/,
  );
  expect(() => parseScenarios('kind: Pod', 'test.yaml')).toThrow('test.yaml:1: kind must be Scenario');
  expect(() => parseScenarios(scenario('  - settle: {}', '  cluster: {nodes: -1}'), 'f')).toThrow(
    'nodes: must be',
  );
  expect(() => parseScenarios('a: [', 'test.yaml')).toThrow(/test\.yaml: yaml: line 1/);
});

test('every shipped scenario is well formed', () => {
  const names = loadScenarios('scenarios').map(({ name }) => name);
  expect(names.sort()).toEqual([
    'crash-loop',
    'first-deployment',
    'node-failure-with-no-room',
    'rollback',
    'rolling-update',
    'scale',
    'unschedulable',
  ]);
});

test('the JSON Schema for editors is the one printed from the commands', () => {
  const committed = JSON.parse(readFileSync('scenarios/scenario.schema.json', 'utf8'));
  expect(committed).toEqual(JSON.parse(JSON.stringify(scenarioSchema())));
});
