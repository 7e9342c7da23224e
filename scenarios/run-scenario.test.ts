import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { loadScenarios } from './parse.ts';
import { runScenario } from './run-scenario.ts';
import { failureOf, scenarioOf } from './testing/one-scenario.ts';
import { formatLine, Timeline } from './timeline/index.ts';

const web = 'apply: {file: web.yaml}';
const pod = (rest: string) =>
  `{resource: {apiVersion: v1, kind: Pod, metadata: {labels: {app: web}}, ${rest}}}`;

test('a failed assertion shows the closest object and where it differs', async () => {
  const failure = await failureOf(
    web,
    `assert: ${pod('spec: {nodeName: node-9}, status: {phase: Running}')}`,
  );
  expect(failure).toMatchObject({ step: 2, summary: 'assert a Pod in default with app=web' });
  expect(failure?.message).toBe('it has not come true within 30s');
  expect(failure?.detail).toMatch(
    /^- expected, \+ found in Pod default\/web-\w+-\w+ \(the closest of 3\):\n {2}- spec\.nodeName: "node-9"\n {2}\+ spec\.nodeName: "node-1"$/,
  );
});

test('an object that is not there is told so', async () => {
  const named = '{apiVersion: v1, kind: Pod, metadata: {name: nobody}}';
  const failure = await failureOf(`assert: {within: 10s, resource: ${named}}`);
  expect(failure?.detail).toBe('there is no such object');
});

test('an error that stays names the object that is still there', async () => {
  const failure = await failureOf(web, `assert: ${pod('spec: {}')}`, `error: ${pod('spec: {}')}`);
  expect(failure?.detail).toMatch(/^Pod default\/web-\w+-\w+ is still as described$/);
});

test('a condition that does not come shows those that are there', async () => {
  const waits = (condition: string) =>
    `wait: {apiVersion: apps/v1, kind: Deployment, name: web, timeout: 10s, for: {condition: {name: ${condition}}}}`;
  const failure = await failureOf(web, waits('Available'), waits('Nice'));
  expect(failure).toMatchObject({ step: 3, message: 'it has not come true within 10s' });
  expect(failure?.detail).toContain('its conditions are\n  Available=True  MinimumReplicasAvailable');
});

test('what never settles says what is pending and what keeps changing', async () => {
  const spec = '{containers: [{name: main, image: "crash:1"}]}';
  const unlucky = `{apiVersion: v1, kind: Pod, metadata: {name: unlucky}, spec: ${spec}}`;
  const failure = await failureOf(`apply: {resource: ${unlucky}}`, 'settle: {}');
  expect(failure?.message).toBe('there is still work to do after 600s');
  expect(failure?.detail).toMatch(/^pending:\n {2}1 x timer of kubelet\/node-1/);
  expect(failure?.detail).toMatch(
    /still changing:\n {2}Pod unlucky: written \d+ times, last by kubelet:node-1/,
  );
  expect(failure?.detail).not.toContain('background');
});

test.each([
  ['kill: {node: node-9}', 'no node node-9 is running; running are node-1'],
  ['start: {node: node-1}', 'node node-1 is running already; kill it first'],
  ['create: {resource: {apiVersion: v1, kind: Namespace, metadata: {name: default}}}', 'already exists'],
  ['delete: {ref: {apiVersion: v1, kind: Pod, name: nobody}}', 'pods "nobody" not found'],
  [
    'apply: {resource: {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: nowhere}}}',
    'namespaces "nowhere" not found',
  ],
])('%s fails the scenario: %s', async (step, message) => {
  expect((await failureOf(step))?.message).toContain(message);
});

test('objects go into a namespace that an earlier step made', async () => {
  const inTeam = '{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: team}, data: {x: "1"}}';
  const steps = [
    'create: {resource: {apiVersion: v1, kind: Namespace, metadata: {name: team}}}',
    `apply: {resource: {apiVersion: v1, kind: List, items: [${inTeam}]}}`,
    `assert: {resource: ${inTeam}}`,
    'delete: {ref: {apiVersion: v1, kind: Namespace, name: team}}',
    `error: {resource: ${inTeam}}`,
  ];
  expect(await failureOf(...steps)).toBeUndefined();
});

test('looking at a run changes nothing of it, and shows its warnings once', async () => {
  const spec = '{containers: [{name: main, image: "crash:1"}]}';
  const unlucky = `{apiVersion: v1, kind: Pod, metadata: {name: unlucky}, spec: ${spec}}`;
  const wanted = scenarioOf(`apply: {resource: ${unlucky}}`, 'advance: {duration: 5m}');
  const timeline = new Timeline();
  const lines: string[] = [];
  const watched = await runScenario(wanted, {
    seed: 7,
    onEvent: (event) => timeline.takeEvent(event),
    onRecord: (record) =>
      lines.push(...timeline.take(record).map((line) => formatLine(line, { startMs: 0 }))),
  });
  expect(watched.digest).toBe((await runScenario(wanted, { seed: '7' })).digest);
  const warnings = lines.filter((line) => line.includes('Warning'));
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('Warning BackOff Pod unlucky: Back-off restarting failed container main');
});

test('a run in real time that is aborted leaves nothing behind', async () => {
  const directories = () => readdirSync(tmpdir()).filter((name) => name.startsWith('homeostat-'));
  const before = new Set(directories());
  const controller = new AbortController();
  const running = runScenario(scenarioOf('advance: {duration: 1h}'), {
    seed: 1,
    real: true,
    signal: controller.signal,
    onRecord: ({ kind }) => kind === 'step' && controller.abort(new Error('enough')),
  });
  await expect(running).rejects.toThrow('enough');
  // Other tests of this machine come and go; the store of this one was made and is gone.
  expect(directories().filter((name) => !before.has(name) && /^homeostat-\w{6}$/.test(name))).toEqual([]);
});

test('an observer is told the details it asks for, and the run stays what it was', async () => {
  const [scenario] = loadScenarios('scenarios/unschedulable.yaml');
  if (scenario === undefined) throw new Error('there is no such scenario');
  const told: string[] = [];
  const observed = await runScenario(scenario, {
    seed: 7,
    details: ['attempt'],
    onRecord: (record) => {
      if (record.kind === 'attempt') told.push(`${record.fields.pod}: ${record.fields.node ?? 'nowhere'}`);
    },
  });
  expect(told).toEqual(['default/large: nowhere', 'default/large: node-1']);
  const { digest } = await runScenario(scenario, { seed: 7 });
  expect(observed.digest).toBe(digest);
});
