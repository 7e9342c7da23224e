import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseScenarios } from './parse.ts';
import { readBehaviours } from './read-behaviours.ts';
import { runScenario } from './run-scenario.ts';

const directory = mkdtempSync(join(tmpdir(), 'homeostat-behaviours-'));

function fileOf(text: string): string {
  const file = join(directory, 'behaviours.yaml');
  writeFileSync(file, text);
  return file;
}

test('behaviours are read from all documents of a file, with the files that they name', () => {
  writeFileSync(join(directory, 'access.log'), 'GET /\n');
  writeFileSync(join(directory, 'load.csv'), '0,250m\n');
  const file = fileOf(`- match: {image: "*:doesnotexist"}
  pull: {fail: manifest unknown}
- usage: {cpu: {file: load.csv}}
---
logs: [{text: {file: access.log}}]
`);
  expect(readBehaviours([file]).behaviours).toEqual([
    { match: { image: '*:doesnotexist' }, pull: { fail: 'manifest unknown' } },
    { usage: { cpu: { points: [[0, '250m']] } } },
    { logs: [{ text: 'GET /\n' }] },
  ]);
});

test.each([
  ['run: {times: 1}\n---\n- pul: {}\n', ':3:3: [0].pul: unknown field; there are match, partial, pull, '],
  ['run: {time: 1}', ':1:7: run.time: unknown field; there are exit, times, forever'],
  ['- start: {delayMs: fast}', ':1:11: [0].start.delayMs: must be milliseconds, or [least, most] of them'],
  ['logs: [{text: {file: none.log}}]', `${directory}/none.log: cannot be read`],
  ['[a', ':1:3: unexpected end of the stream within a flow collection'],
])('%j is told where it is wrong', (text, says) => {
  const file = fileOf(text);
  expect(() => readBehaviours([file])).toThrow(says.startsWith(':') ? file + says : says);
});

test("kwok's documents come first, those for one pod before those for many, in whatever files they are", () => {
  const kwok = (kind: string, logs: string) =>
    `apiVersion: kwok.x-k8s.io/v1alpha1\nkind: ${kind}\nmetadata: {name: web}\nspec: {logs: [{logsFile: ${logs}}]}\n`;
  const other = join(directory, 'kwok.yaml');
  writeFileSync(
    other,
    `${kwok('ClusterLogs', 'b')}---\n${kwok('Logs', 'a')}---\nkind: Metric\napiVersion: kwok.x-k8s.io/v1alpha1\n`,
  );
  const notes: string[] = [];
  const read = readBehaviours([fileOf('run: {times: 1}\n'), other], (note) => notes.push(note));
  expect(read.behaviours.map(({ run, localLogs }) => localLogs?.file ?? run?.times)).toEqual(['a', 'b', 1]);
  expect(notes).toEqual([`${other}:11:1: Metric has no effect here: nodes have the metrics of a kubelet`]);
  writeFileSync(other, kwok('ClusterLogs', '""'));
  expect(() => readBehaviours([other])).toThrow(
    `${other}:4:16: spec.logs[0].logsFile: must be a text that is not empty`,
  );
});

test('a scenario has behaviours of its own and those of files, in its order', () => {
  fileOf('- {run: {times: 2}}\n- {run: {times: 3}}\n');
  const scenario = (behaviours: string) => `apiVersion: homeostat.dev/v1alpha1
kind: Scenario
metadata: {name: files}
spec:
  cluster: {behaviours: ${behaviours}}
  steps: [{settle: {}}]
`;
  const file = join(directory, 'scenario.yaml');
  const own = '[{run: {times: 1}}, {file: behaviours.yaml}, {run: {times: 4}}]';
  const [{ cluster } = {}] = parseScenarios(scenario(own), file);
  expect(cluster?.behaviours?.map(({ run }) => run?.times)).toEqual([1, 2, 3, 4]);
  const process = scenario('[{process: {command: [sleep]}}]');
  expect(() => parseScenarios(process, file)).toThrow(
    `${file}:5:26: spec.cluster.behaviours[0]: containers of a scenario are no processes of this machine`,
  );
  const wrong = scenario('[{file: behaviours.yaml}, {run: {time: 4}}]');
  expect(() => parseScenarios(wrong, file)).toThrow(
    `${file}:5:58: spec.cluster.behaviours[1].run.time: unknown field; there are exit, times, forever`,
  );
});

const stage = (rest: string) => `apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: {name: done}
spec:
  resourceRef: {kind: Pod}
  selector: {matchExpressions: [{key: .status.phase, operator: In, values: [Pending]}]}
  ${rest}
`;

test("kwok's stages stand beside behaviours, and what is wrong with one is told where", () => {
  const steps = 'steps: [{patch: {subresource: status, root: status, template: "phase: Succeeded"}}]';
  const { behaviours, stages } = readBehaviours([fileOf(`run: {times: 1}\n---\n${stage(steps)}`)]);
  expect(behaviours).toHaveLength(1);
  expect(stages?.map(({ name, target }) => [name, target.kind])).toEqual([['done', 'Pod']]);
  const file = fileOf(stage('next: {statusTemplate: "{{ PodIPs }}"}'));
  expect(() => readBehaviours([file])).toThrow(
    `${file}:7:10: spec.next.statusTemplate: is no template: line 1: function "PodIPs" not defined`,
  );
});

test('pods of a scenario go through the stages of a file', async () => {
  fileOf(stage('steps: [{patch: {subresource: status, root: status, template: "phase: Succeeded"}}]'));
  const text = `apiVersion: homeostat.dev/v1alpha1
kind: Scenario
metadata: {name: stages}
spec:
  cluster: {nodes: 1, behaviours: [{file: behaviours.yaml}]}
  steps:
  - apply: {resource: {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: a}]}}}
  - settle: {}
  - assert: {resource: {apiVersion: v1, kind: Pod, metadata: {name: a}, status: {phase: Succeeded}}}
`;
  const [scenario] = parseScenarios(text, join(directory, 'scenario.yaml'));
  if (scenario === undefined) throw new Error('no scenario');
  expect((await runScenario(scenario, { seed: 1 })).failure).toBeUndefined();
});

test('documents of kwok may stand in a scenario itself, and what is wrong with one is told where', () => {
  const scenario = (behaviours: string) => `apiVersion: homeostat.dev/v1alpha1
kind: Scenario
metadata: {name: stages}
spec:
  cluster:
    behaviours:
    - run: {times: 1}
${behaviours.trim().replaceAll(/^/gm, '      ').replace('      ', '    - ')}
  steps: [{settle: {}}]
`;
  const file = join(directory, 'scenario.yaml');
  const ended = 'steps: [{patch: {subresource: status, root: status, template: "phase: Succeeded"}}]';
  const [{ cluster } = {}] = parseScenarios(scenario(stage(ended)), file);
  expect(cluster?.stages?.map(({ name }) => name)).toEqual(['done']);
  expect(cluster?.behaviours).toHaveLength(1);
  const kwok = (rest: string) => `apiVersion: kwok.x-k8s.io/v1alpha1\n${rest}`;
  const usage = kwok('kind: ClusterResourceUsage\nspec: {usages: [{usage: {cpu: {value: 1}}}]}');
  const [{ cluster: metered } = {}] = parseScenarios(scenario(usage), file);
  expect(metered?.behaviours?.map(({ usage, run }) => usage ?? run)).toEqual([{ cpu: '1' }, { times: 1 }]);
  expect(() => parseScenarios(scenario(stage('next: {statusTemplate: "{{ PodIPs }}"}')), file)).toThrow(
    `${file}:14:16: spec.cluster.behaviours[1].spec.next.statusTemplate: is no template: line 1: function "PodIPs" not defined`,
  );
  expect(() => parseScenarios(scenario(kwok('kind: Logs\nspec: {log: []}')), file)).toThrow(
    `${file}:10:14: spec.cluster.behaviours[1].spec.log: unknown field; there are logs`,
  );
});
