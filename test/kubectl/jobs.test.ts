import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StartedCluster, startCluster } from '../../index.ts';
import { kubectlBinaries } from './binaries.ts';

const run = promisify(execFile);
const binary = kubectlBinaries().at(-1)?.path ?? 'kubectl';
const directory = mkdtempSync(join(tmpdir(), 'homeostat-kubectl-'));
let cluster: StartedCluster;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  cluster = await startCluster({ nodes: 1 });
  writeFileSync(join(directory, 'kubeconfig'), cluster.kubeconfig);
  env = { ...process.env, KUBECONFIG: join(directory, 'kubeconfig'), HOME: directory };
});

afterAll(async () => {
  await cluster.stop();
  rmSync(directory, { recursive: true });
});

async function kubectl(...parameters: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run(binary, parameters, { env });
  return stdout + stderr;
}

function file(object: object): string {
  const path = join(directory, 'object.json');
  writeFileSync(path, JSON.stringify(object));
  return path;
}

const waitFor = (condition: string, name: string) =>
  kubectl('wait', `--for=condition=${condition}`, `job/${name}`, '--timeout=60s');

test('a job is made, waited for, told and deleted with its pods', async () => {
  await kubectl('create', 'job', 'pi', '--image=perl', '--', 'perl', '-e', '1');
  expect(await waitFor('complete', 'pi')).toBe('job.batch/pi condition met\n');
  expect(await kubectl('get', 'job', 'pi')).toMatch(/\npi +Complete +1\/1 +\d+s +\d+s\n$/);
  const told = await kubectl('describe', 'job', 'pi');
  expect(told).toMatch(/Pods Statuses: +0 Active \(0 Ready\) \/ 1 Succeeded \/ 0 Failed/);
  expect(told).toMatch(/Normal +SuccessfulCreate +\S+ +job-controller +Created pod: pi-\w{5}\n/);
  expect(told).toMatch(/Normal +Completed +\S+ +job-controller +Job completed\n/);
  await kubectl('delete', 'job', 'pi', '--cascade=foreground');
  expect(await kubectl('get', 'pods')).toContain('No resources found');
});

test('a job is made of a CronJob, which says when it runs and what runs', async () => {
  await kubectl('create', 'cronjob', 'nightly', '--image=busybox', '--schedule=0 3 1 1 *', '--', 'date');
  await kubectl('create', 'job', 'now', '--from=cronjob/nightly');
  await waitFor('complete', 'now');
  expect(await kubectl('get', 'cronjob', 'nightly')).toMatch(
    /\nnightly +0 3 1 1 \* +<none> +False +0 +<none> +\d+s\n$/,
  );
  expect(await kubectl('get', 'job', 'now', '-o', 'jsonpath={.metadata.annotations}')).toBe(
    '{"cronjob.kubernetes.io/instantiate":"manual"}',
  );
  const told = await kubectl('describe', 'cronjob', 'nightly');
  expect(told).toMatch(/Warning +UnexpectedJob .* did not create or forgot: now\n/);
});

// As in the tutorials: parts that are counted (coarse), and a queue that is empty at some time (fine).
test('work is done in parallel, by parts or from a queue', async () => {
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'worker:1' }] } };
  const job = (name: string, spec: object) => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: { ...spec, template },
  });
  await kubectl(
    'apply',
    '-f',
    file(job('coarse', { completions: 4, parallelism: 2, completionMode: 'Indexed' })),
  );
  await kubectl('apply', '-f', file(job('fine', { parallelism: 2 })));
  await Promise.all([waitFor('complete', 'coarse'), waitFor('complete', 'fine')]);
  const told = await kubectl('describe', 'job', 'coarse');
  expect(told).toMatch(/Completed Indexes: +0-3\n/);
  expect(await kubectl('get', 'jobs')).toMatch(/coarse +Complete +4\/4 [\s\S]*fine +Complete +\d\/1 of 2 /);
});
