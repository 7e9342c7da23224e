import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDevices } from './read-devices.ts';

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

test('what cannot be read is told', () => {
  expect(() => readDevices(directory)).toThrow(`${directory}: cannot be read: it is no regular file`);
});
