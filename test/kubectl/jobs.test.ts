import { afterAll, beforeAll, expect, test } from 'vitest';
import { kubectlBinaries } from './binaries.ts';
import { type Kubectl, openKubectl } from './open-kubectl.ts';

let session: Kubectl;
const kubectl = (...args: string[]) => session.kubectl(...args);

beforeAll(async () => {
  session = await openKubectl(kubectlBinaries().at(-1)?.path ?? 'kubectl', { nodes: 1 });
});
afterAll(() => session.close());

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
    session.file(job('coarse', { completions: 4, parallelism: 2, completionMode: 'Indexed' })),
  );
  await kubectl('apply', '-f', session.file(job('fine', { parallelism: 2 })));
  await Promise.all([waitFor('complete', 'coarse'), waitFor('complete', 'fine')]);
  const told = await kubectl('describe', 'job', 'coarse');
  expect(told).toMatch(/Completed Indexes: +0-3\n/);
  expect(await kubectl('get', 'jobs')).toMatch(/coarse +Complete +4\/4 [\s\S]*fine +Complete +\d\/1 of 2 /);
});
