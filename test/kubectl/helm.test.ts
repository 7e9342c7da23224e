import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { startCluster } from '../../index.ts';

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'homeostat-helm-'));
const chart = join(directory, 'chart');

afterAll(() => rmSync(directory, { recursive: true }));

/** Helm 4 applies on the server as it comes. */
function isHelm4(): boolean {
  try {
    return execFileSync('helm', ['version', '--short'], { encoding: 'utf8' }).startsWith('v4');
  } catch {
    return false;
  }
}

const hasHelm = isHelm4();
if (!hasHelm) process.stderr.write('no Helm 4 on this machine: its test is skipped\n');

const labels = { app: 'web' };
const name = '{{ .Release.Name }}';
const containers = [{ name: 'web', image: 'nginx:1.27' }];
const hook = { 'helm.sh/hook': 'post-install', 'helm.sh/hook-delete-policy': 'before-hook-creation' };

const objects = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: labels, ports: [{ port: 80 }] },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: '{{ .Values.replicas }}',
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { serviceAccountName: name, containers } },
    },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `${name}-hook`, annotations: hook },
    spec: { template: { spec: { restartPolicy: 'Never', containers } } },
  },
];

function writeChart(): void {
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 0.1.0\n');
  writeFileSync(join(chart, 'values.yaml'), 'replicas: 2\n');
  const text = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  writeFileSync(join(chart, 'templates', 'all.yaml'), text.replace(/"({{ .Values.replicas }})"/, '$1'));
}

test.skipIf(!hasHelm)('a chart is installed, upgraded, rolled back and uninstalled', async () => {
  writeChart();
  const cluster = await startCluster({ nodes: 1 });
  const kubeconfig = join(directory, 'kubeconfig');
  writeFileSync(kubeconfig, cluster.kubeconfig);
  const env = { ...process.env, KUBECONFIG: kubeconfig, HOME: directory };
  const helm = async (...parameters: string[]) => (await run('helm', parameters, { env })).stdout;
  const replicas = async () =>
    (await run('kubectl', ['get', 'deploy', 'web', '-o', 'jsonpath={.status.readyReplicas}'], { env }))
      .stdout;
  const wait = ['--wait', '--timeout', '60s'];
  expect(await helm('install', 'web', chart, ...wait)).toContain('STATUS: deployed');
  expect(await replicas()).toBe('2');
  expect(await helm('upgrade', 'web', chart, '--set', 'replicas=3', ...wait)).toContain('REVISION: 2');
  expect(await replicas()).toBe('3');
  await helm('rollback', 'web', '1', ...wait);
  expect(await replicas()).toBe('2');
  expect((await helm('history', 'web')).match(/superseded|deployed/g)).toEqual([
    'superseded',
    'superseded',
    'deployed',
  ]);
  await helm('uninstall', 'web', ...wait);
  expect(await helm('list', '--short')).toBe('');
  await cluster.stop();
});
