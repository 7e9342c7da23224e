import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDevices, readKubeletConfiguration, readNodeUsage } from './read-node-files.ts';

const directory = mkdtempSync(join(tmpdir(), 'homeostat-devices-'));

function fileOf(text: string): string {
  const file = join(directory, 'devices.yaml');
  writeFileSync(file, text);
  return file;
}

test('drivers are read as a scenario declares them', () => {
  const file = fileOf('- driver: gpu.example.com\n  node: node-*\n  devices: [{name: gpu-0}]\n');
  expect(readDevices(file)).toEqual([
    { driver: 'gpu.example.com', node: 'node-*', devices: [{ name: 'gpu-0' }] },
  ]);
});

test.each([
  ['driver: a', ':1:1: must be a list'],
  [
    '- driver: a\n  devices: []\n  nodes: b',
    ':3:3: [0].nodes: unknown field; there are driver, node, devices, prepare',
  ],
  ['[a', ':1:3: unexpected end of the stream within a flow collection'],
  ['', ': must hold one list of drivers'],
])('%j is told where it is wrong', (text, says) => {
  const file = fileOf(text);
  expect(() => readDevices(file)).toThrow(file + says);
});

test('what machines use is read as a scenario declares it, amounts from files beside it', () => {
  writeFileSync(join(directory, 'load.csv'), '0,200Mi\n60,800Mi\n');
  const file = fileOf('- node: node-1\n  usage: {memory: {file: load.csv}}\n');
  const points = [
    [0, '200Mi'],
    [60_000, '800Mi'],
  ];
  expect(readNodeUsage(file)).toEqual([{ node: 'node-1', usage: { memory: { points } } }]);
  expect(() => readNodeUsage(fileOf('- {nodes: a}'))).toThrow(':1:4: [0].nodes: unknown field');
});

test('a KubeletConfiguration is read, with what it says of itself', () => {
  const head = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';
  const evictionHard = { 'memory.available': '200Mi' };
  expect(readKubeletConfiguration(fileOf(`${head}evictionHard: {memory.available: 200Mi}\n`))).toEqual({
    evictionHard,
  });
});

test.each([
  ['kind: Kubelet', ':1:1: kind: must be KubeletConfiguration'],
  ['apiVersion: v1', ':1:1: apiVersion: must be kubelet.config.k8s.io/v1beta1'],
  ['evictionMaxPodGracePeriod: soon', ':1:1: evictionMaxPodGracePeriod: must be a whole number of seconds'],
  ['maxPods: 10', ':1:1: maxPods: unknown field; there are evictionHard, evictionSoft'],
])('a KubeletConfiguration %j is told where it is wrong', (text, says) => {
  const file = fileOf(text);
  expect(() => readKubeletConfiguration(file)).toThrow(file + says);
});

test('what cannot be read is told', () => {
  expect(() => readDevices(directory)).toThrow(`${directory}: cannot be read: it is no regular file`);
});
