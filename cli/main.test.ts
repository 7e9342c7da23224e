import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { kubeconfig, problemOfControllers } from '../cluster/index.ts';
import { commandArgs } from '../test/command/command.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'homeostat-cli-'));
afterAll(() => rmSync(directory, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command to its end. `firstLineOnly`: reads as `head -1` does. */
function homeostat(args: readonly string[], { firstLineOnly = false } = {}): Promise<Ended> {
  // The tests themselves may have been started by npm.
  const { npm_command: _, ...env } = process.env;
  const child = spawn(process.execPath, [...commandArgs, ...args], { cwd: root, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => {
    stdout += data;
    if (firstLineOnly) child.stdout.destroy();
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

const twoNames = join(directory, 'two-names.yaml');
writeFileSync(twoNames, 'kind: Scenario\nkind: Scenario\n');

const misspelt = join(directory, 'misspelt.yaml');
writeFileSync(misspelt, '- pull: {fial: no}\n');
const misspeltSays = `${misspelt}:1:10: [0].pull.fial: unknown field; there are delayMs, fail, secret, sizeBytes`;

const processes = join(directory, 'processes.yaml');
writeFileSync(processes, 'process: {command: [sleep]}\n');

const nobody = join(directory, 'nobody.kubeconfig');
writeFileSync(nobody, kubeconfig('http://127.0.0.1:1'));

test.concurrent.each([
  [['bogus'], 'unknown command \'bogus\'; see "homeostat --help"'],
  [['run'], 'missing required argument \'files\'; see "homeostat run --help"'],
  [['up', '--nodes', '-1', '--port', 'x'], '--nodes must be a whole number from 0 to 3000, not "-1"'],
  [['up', '--accept-hosts', '^a$,('], '--accept-hosts: Invalid regular expression: /(/: Unterminated group'],
  [
    ['up', '--webhook-service', 'hook=https://a'],
    '--webhook-service: hook=https://a: it must be NAMESPACE/NAME=URL, such as team/hook=https://127.0.0.1:9443',
  ],
  [['up', '--webhook-service', 'a/b=file:/x'], '--webhook-service: file:/x is no URL of https or http'],
  [['up', '--port', '0', '--controllers', '*,-none'], `--controllers: ${problemOfControllers(['none'])}`],
  [['up', '--memory', '--kubeconfig', directory], `--kubeconfig "${directory}": is a directory`],
  [['up', '--memory', '--port', '0', '--behaviours', misspelt], misspeltSays],
  [['kubelets', '--behaviours', misspelt], misspeltSays],
  [
    ['up', '--memory', '--port', '0', '--behaviours', processes],
    '--behaviours: containers that are programs of this machine need --local-processes',
  ],
  [
    ['kubelets', '--kubeconfig', '/nowhere/kubeconfig'],
    'there is no kubeconfig /nowhere/kubeconfig; name one with --kubeconfig',
  ],
  [
    ['kubelets', '--node-address', '0.0.0.0'],
    'others reach --node-address "0.0.0.0", too; give --client-ca-file, or --anonymous-auth',
  ],
  [['kubelets', '--client-ca-file', misspelt], `--client-ca-file: there is no certificate in ${misspelt}`],
  [
    ['kubelets', '--kubeconfig', nobody],
    'no API server answers at http://127.0.0.1:1: GET /api/v1/nodes: connect ECONNREFUSED 127.0.0.1:1',
  ],
  [['kubelets', '--kubeconfig', '/dev/zero'], '/dev/zero: cannot be read: it is no regular file'],
  [
    ['explain', 'pod/web', '--kubeconfig', nobody],
    'no cluster answers at http://127.0.0.1:1; start one with "homeostat up", or name another with --server',
  ],
  [['run', 'scenarios/scale.yaml', '--seed', '1..5'], '--seed "1..5": a range of seeds is written as 1-10'],
  [['run', twoNames, 'nowhere'], `${twoNames}:2:1: kind is given twice`],
])('%j is refused in one line', async (args, message) => {
  expect(await homeostat(args)).toEqual({ code: 2, stdout: '', stderr: `homeostat: ${message}\n` });
});

test.concurrent('a reader that goes away ends a run without a word', async () => {
  const { code, stderr } = await homeostat(['run', 'scenarios/scale.yaml'], { firstLineOnly: true });
  expect([code, stderr]).toEqual([141, '']);
});

test.concurrent('several scenarios, one of which fails, give exit code 1 and a summary', async () => {
  const failing = join(directory, 'failing.yaml');
  const steps = 'steps: [{kill: {node: node-9}}]';
  const head = 'apiVersion: homeostat.dev/v1alpha1\nkind: Scenario\nmetadata: {name: failing}';
  writeFileSync(failing, `${head}\nspec: {${steps}}\n`);
  const { code, stdout } = await homeostat([
    'run',
    'scenarios/scale.yaml',
    failing,
    '--quiet',
    '--seed',
    'a',
  ]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^scale {2}pass {2}seed a/);
  expect(stdout).toContain(`replay it: homeostat run ${failing} --seed a\n`);
  expect(stdout).toMatch(/2 scenarios: 1 passed, 1 failed: failing\n$/);
});

test.concurrent('a range of seeds is swept, and what is told of it is the same each time', async () => {
  const unlucky = join(directory, 'unlucky.yaml');
  const named = (name: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}`;
  const head = 'apiVersion: homeostat.dev/v1alpha1\nkind: Scenario\nmetadata: {name: unlucky}';
  writeFileSync(unlucky, `${head}\nspec: {steps: [{assert: {within: 1s, resource: ${named('x')}}}]}\n`);
  const { code, stdout, stderr } = await homeostat(['run', 'scenarios/scale.yaml', unlucky, '--seed', '1-2']);
  expect(stdout).not.toMatch(/ {2}real /);
  expect([code, stderr]).toEqual([1, '']);
  expect(stdout.split('\n').map((line) => line.replace(/ {2}(virtual|step) .*/, ''))).toEqual([
    'scale  pass  seed 1',
    'scale  pass  seed 2',
    'unlucky  fail  seed 1',
    'unlucky  fail  seed 2',
    'scale  2 seeds: 2 passed',
    'unlucky  2 seeds: 0 passed, 2 failed',
    `  replay it: homeostat run ${unlucky} --seed 1`,
    `  replay it: homeostat run ${unlucky} --seed 2`,
    '2 scenarios, 4 runs: 2 passed, 2 failed',
    '',
  ]);
});
