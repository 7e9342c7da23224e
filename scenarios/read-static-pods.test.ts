import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseScenarios } from './parse.ts';
import { readStaticPods } from './read-static-pods.ts';

const directory = mkdtempSync(join(tmpdir(), 'manifests-'));
afterAll(() => rmSync(directory, { recursive: true }));

const manifest = (name: string) => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec: {containers: [{name: a, image: b}]}
`;
const write = (name: string, text: string) => writeFileSync(join(directory, name), text);

test('those of a directory are for all nodes, those of directories in it for the nodes of these names', () => {
  write('proxy.yaml', manifest('proxy'));
  write('notes.txt', 'kind: nothing');
  write('.proxy.yaml', 'kind: nothing');
  mkdirSync(join(directory, 'node-1'));
  write('node-1/etcd.yaml', `${manifest('etcd')}---${manifest('backup')}`);
  expect(readStaticPods(directory).map(({ node, pod }) => [node, pod.metadata?.name])).toEqual([
    ['node-1', 'etcd'],
    ['node-1', 'backup'],
    [undefined, 'proxy'],
  ]);
});

const scenario = (staticPods: string) => `
apiVersion: homeostat.dev/v1alpha1
kind: Scenario
metadata: {name: test}
spec:
  cluster:
    staticPods: ${staticPods}
  steps: [{settle: {}}]
`;

test('a scenario names a file, or has the pod itself', () => {
  write('etcd.yaml', manifest('etcd'));
  const own = '{apiVersion: v1, kind: Pod, metadata: {name: own}, spec: {containers: []}}';
  const [read] = parseScenarios(
    scenario(`[{node: node-1, file: etcd.yaml}, {pod: ${own}}]`),
    join(directory, 'test.yaml'),
  );
  expect(read?.cluster.staticPods?.map(({ node, pod }) => [node, pod.metadata?.name])).toEqual([
    ['node-1', 'etcd'],
    [undefined, 'own'],
  ]);
});

test('a manifest that is none is told with its place', () => {
  write('bad.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {}\n');
  const read = () => parseScenarios(scenario('[{file: bad.yaml}]'), join(directory, 'test.yaml'));
  expect(read).toThrow('bad.yaml:3:1: metadata.name: is required');
  expect(() => readStaticPods(join(directory, 'nowhere'))).toThrow('nowhere: cannot be read as a directory');
  const parse = () => parseScenarios(scenario('[{pod: {kind: Job}}]'), 'test.yaml');
  expect(parse).toThrow('spec.cluster.staticPods[0].pod: must be a Pod of v1');
});
