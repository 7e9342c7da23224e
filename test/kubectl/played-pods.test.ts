import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBehaviours } from '../../scenarios/index.ts';
import { kubectlBinaries } from './binaries.ts';
import { type Kubectl, openKubectl } from './open-kubectl.ts';

const stages = join(import.meta.dirname, '../../stages/testing/pods-at-once.yaml');

const files = (directory: string, port: number) => `apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterLogs
metadata: {name: logs}
spec: {selector: {matchNames: [web]}, logs: [{logsFile: ${directory}/web.log}]}
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterAttach
metadata: {name: attaches}
spec: {selector: {matchNames: [web]}, attaches: [{logsFile: ${directory}/web.log}]}
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: Exec
metadata: {name: web, namespace: default}
spec: {execs: [{local: {workDir: ${directory}, envs: [{name: TEST_ENV, value: test}]}}]}
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: PortForward
metadata: {name: web, namespace: default}
spec: {forwards: [{ports: [80], target: {address: 127.0.0.1, port: ${port}}}]}
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterResourceUsage
metadata: {name: usage}
spec: {usages: [{usage: {cpu: {value: 200m}, memory: {value: 5Mi}}}]}
`;

describe.each(kubectlBinaries())('kubectl $version, pods that stages play', ({ path }) => {
  let session: Kubectl;
  let server: Server;
  let directory: string;
  const log = () => join(directory, 'web.log');

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'homeostat-played-'));
    writeFileSync(log(), '2016-10-06T00:17:09Z stdout F served\n');
    server = createServer((_request, response) => response.end('from the machine'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    writeFileSync(join(directory, 'kwok.yaml'), files(directory, port));
    session = await openKubectl(path, {
      nodes: 1,
      ...readBehaviours([stages, join(directory, 'kwok.yaml')]),
    });
    for (const name of ['web', 'other']) await session.kubectl('run', name, '--image=nginx');
    for (const name of ['web', 'other'])
      await session.kubectl('wait', `pod/${name}`, '--for=condition=Ready', '--timeout=60s');
  });
  afterAll(async () => {
    await session.close();
    server.close();
    rmSync(directory, { recursive: true });
  });

  async function printed(text: () => string, wanted: RegExp): Promise<string> {
    for (;;) {
      const found = wanted.exec(text());
      if (found !== null) return found[1] ?? '';
      await sleep(50);
    }
  }

  test('a log is a file, and is followed; whoever attaches sees what comes', async () => {
    expect(await session.kubectl('logs', 'web')).toBe('served\n');
    const logs = session.follow('logs', '-f', 'web');
    const attached = session.follow('attach', 'web');
    await printed(logs.text, /served\n/);
    for (let at = 0; !/more \d/.test(attached.text()); at++) {
      writeFileSync(log(), `2016-10-06T00:17:10Z stdout F more ${at}\n`, { flag: 'a' });
      await sleep(200);
    }
    await printed(logs.text, /more \d/);
    logs.child.kill();
    attached.child.kill();
    expect(attached.text()).not.toContain('served');
  });

  test('a command runs on the machine', async () => {
    expect(await session.kubectl('exec', 'web', '--', 'sh', '-c', 'echo $TEST_ENV; ls web.log; exit 0')).toBe(
      'test\nweb.log\n',
    );
  });

  test('a port leads to the machine', async () => {
    const { child, text } = session.follow('port-forward', 'pod/web', ':80');
    const port = await printed(text, /127\.0\.0\.1:(\d+)/);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('from the machine');
    child.kill();
  });

  test('what is not declared is refused', async () => {
    expect(await session.refused('logs', 'other')).toContain('no logs found for container "other"');
    expect(await session.refused('exec', 'other', '--', 'ls')).toContain(
      'no exec found for container "other"',
    );
    expect(await session.refused('attach', 'other')).toContain('no attaches found for container "other"');
  });

  test('top tells what is declared, and so does the kubelet', async () => {
    const top = () => session.kubectl('top', 'pods').catch(String);
    while (!/web/.test(await top())) await sleep(500);
    expect(await top()).toMatch(/web +200m +5Mi/);
    expect(await session.kubectl('get', '--raw', '/api/v1/nodes/node-1/proxy/metrics/resource')).toMatch(
      /pod_memory_working_set_bytes\{namespace="default",pod="web"\} 5.24288e\+06/,
    );
  });
});
