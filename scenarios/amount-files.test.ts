import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { withAmountFiles } from './amount-files.ts';
import { parseScenarios } from './parse.ts';

const directory = mkdtempSync(join(tmpdir(), 'amounts-'));
afterAll(() => rmSync(directory, { recursive: true }));

const csv = (name: string, text: string) => writeFileSync(join(directory, name), text);
const scenario = (usage: string) => `
apiVersion: homeostat.dev/v1alpha1
kind: Scenario
metadata: {name: test}
spec:
  cluster:
    behaviours: [{usage: ${usage}}]
  steps: [{settle: {}}]
`;

test('an amount is read from a file beside the scenario, in seconds', () => {
  csv('load.csv', 'time,value\n0,100m\r\n1.5, 2\n\n');
  const [read] = parseScenarios(
    scenario('{cpu: {file: load.csv, ramp: true}}'),
    join(directory, 'test.yaml'),
  );
  const points = [
    [0, '100m'],
    [1500, '2'],
  ];
  expect(read?.cluster.behaviours).toEqual([{ usage: { cpu: { points, ramp: true } } }]);
});

test('other files are left alone', () => {
  const data = { logs: { file: 'a.log' }, usage: { memory: '1' } };
  expect(withAmountFiles(data, directory)).toEqual(data);
});

test.each([
  ['seconds that are none', '0,1\nsoon,2\n', ':2: must be seconds and an amount, such as 30,250m'],
  ['a line with more', '0,1,2\n', ':1: must be seconds and an amount'],
  [
    'no point',
    'time,value\n',
    'usage.cpu.points: must be a list of [milliseconds, amount], with one at least',
  ],
  ['times that go back', '5,1\n4,2\n', 'usage.cpu.points[1]: must be later than the one before'],
  ['an amount that is none', '0,much\n', 'usage.cpu.points[0]: must be an amount of at least 0'],
])('a file with %s is told', (_name, text, problem) => {
  csv('bad.csv', text);
  expect(() => parseScenarios(scenario('{cpu: {file: bad.csv}}'), join(directory, 'test.yaml'))).toThrow(
    problem,
  );
});

test('a file that is not there is told', () => {
  expect(() => parseScenarios(scenario('{cpu: {file: none.csv}}'), join(directory, 'test.yaml'))).toThrow(
    'none.csv: cannot be read',
  );
});
