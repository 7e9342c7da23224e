import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBehaviours } from '../../scenarios/index.ts';
import { kubectlBinaries } from './binaries.ts';
import { type Kubectl, openKubectl } from './open-kubectl.ts';

// The expressions are those of kwok's usage-from-annotation.
const files = (directory: string) => `apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterResourceUsage
metadata: {name: usage-from-annotation}
spec:
  usages:
  - usage:
      cpu:
        expression: |
          "kwok.x-k8s.io/usage-cpu" in pod.metadata.annotations
          ? Quantity(pod.metadata.annotations["kwok.x-k8s.io/usage-cpu"])
          : Quantity("1m")
      memory: {value: 5Mi}
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterLogs
metadata: {name: logs}
spec: {logs: [{logsFile: ${directory}/web.log}]}
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterExec
metadata: {name: execs}
spec: {execs: [{local: {envs: [{name: TEST_ENV, value: test}]}}]}
---
- match: {image: "*:doesnotexist"}
  pull: {fail: manifest unknown}
`;

describe.each(kubectlBinaries())('kubectl $version', ({ path }) => {
  let session: Kubectl;
  let directory: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'homeostat-kwok-'));
    writeFileSync(join(directory, 'web.log'), '2016-10-06T00:17:09Z stdout F served\n');
    writeFileSync(join(directory, 'kwok.yaml'), files(directory));
    session = await openKubectl(path, {
      nodes: 1,
      ...readBehaviours([join(directory, 'kwok.yaml')]),
    });
    await session.kubectl('create', 'deployment', 'web', '--image=nginx');
    await session.kubectl('rollout', 'status', 'deploy/web', '--timeout=60s');
  });
  afterAll(async () => {
    await session.close();
    rmSync(directory, { recursive: true });
  });

  test('logs and commands are what the files say', async () => {
    expect(await session.kubectl('logs', 'deploy/web', '--timestamps')).toBe(
      '2016-10-06T00:17:09.000000000Z served\n',
    );
    expect(await session.kubectl('exec', 'deploy/web', '--', 'sh', '-c', 'echo $TEST_ENV')).toBe('test\n');
  });

  test('an image fails by a rule', async () => {
    await session.kubectl('set', 'image', 'deploy/web', 'nginx=nginx:doesnotexist');
    const reasons = () =>
      session.kubectl(
        'get',
        'pods',
        '-o',
        'jsonpath={.items[*].status.containerStatuses[*].state.waiting.reason}',
      );
    while (!/ErrImagePull|ImagePullBackOff/.test(await reasons())) await sleep(200);
    await session.kubectl('rollout', 'undo', 'deploy/web');
    await session.kubectl('rollout', 'status', 'deploy/web', '--timeout=60s');
  });

  test('top tells what is declared by an annotation, and without', async () => {
    const annotation = '--annotations=kwok.x-k8s.io/usage-cpu=200m';
    await session.kubectl('run', 'busy', '--image=nginx', annotation);
    const top = () => session.kubectl('top', 'pods').catch(String);
    while (!/busy/.test(await top())) await sleep(500);
    expect(await top()).toMatch(/busy +200m +5Mi/);
    expect(await top()).toMatch(/web-\S+ +1m +5Mi/);
  });
});
