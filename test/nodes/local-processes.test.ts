import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { coreV1, type V1Pod, type V1PodSpec } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import { type PodBehaviours, type StartedCluster, startCluster } from '../../cluster/index.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const key = { name: 'web', namespace: 'default' };

/** A cluster whose containers are programs of this machine. */
async function start(process: PodBehaviours[number]['process'], spec: Partial<V1PodSpec> = {}) {
  const behaviours = [{ process: process ?? { command: ['true'] } }];
  const cluster = await startCluster({ nodes: 1, preset: 'instant', behaviours, localProcesses: true });
  closing.push(() => cluster.stop());
  const containers = [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80 }] }];
  const client = cluster.client();
  await client.create(coreV1.pods, { metadata: key, spec: { containers, ...spec } });
  return { cluster, client };
}

/** Resolves when the pod is so; undefined: it is gone. */
async function becomes(client: Client, is: (pod: V1Pod | undefined) => boolean): Promise<void> {
  let done = (): void => {};
  const reached = new Promise<void>((resolve) => {
    done = resolve;
  });
  const stream = await client.watch<V1Pod>(
    coreV1.pods,
    {},
    {
      events(batch) {
        for (const { type, object } of batch)
          if (is(type === 'DELETED' ? undefined : (object as V1Pod))) done();
      },
      end() {},
    },
  );
  await reached;
  stream.stop();
}

const stateOf = (pod: V1Pod | undefined) => pod?.status?.containerStatuses?.[0]?.state;

async function logOf({ url }: StartedCluster, query = ''): Promise<string> {
  const answer = await fetch(`${url}/api/v1/namespaces/default/pods/web/log${query}`);
  return answer.text();
}

test('a process that ends is the end of its container, and what it wrote is the log', async () => {
  const command = ['sh', '-c', 'echo $NAME; echo oh >&2; exit 3'];
  const { cluster, client } = await start({ command, env: { NAME: 'mine' } }, { restartPolicy: 'Never' });
  await becomes(client, (pod) => stateOf(pod)?.terminated?.exitCode === 3);
  const lines = (await logOf(cluster)).split('\n').sort();
  expect(lines).toEqual(['', 'mine', 'oh']);
});

test('a process that ends again and again is started again, and the run before can be read', async () => {
  const { cluster, client } = await start({ command: ['sh', '-c', 'echo once; exit 1'] });
  await becomes(client, (pod) => (pod?.status?.containerStatuses?.[0]?.restartCount ?? 0) === 1);
  expect(await logOf(cluster, '?previous=true')).toBe('once\n');
});

test('a program that there is not is told in the log', async () => {
  const { cluster, client } = await start({ command: ['no-such-program'] }, { restartPolicy: 'Never' });
  await becomes(client, (pod) => stateOf(pod)?.terminated?.exitCode === 127);
  expect(await logOf(cluster)).toBe('spawn no-such-program ENOENT\n');
});

test('a process is asked to end with its pod, and the pod is gone when it has', async () => {
  const trapping = 'trap "echo asked; exit 0" TERM; echo begun; while :; do sleep 0.05; done';
  const { cluster, client } = await start({ command: ['sh', '-c', trapping] });
  await becomes(client, (pod) => stateOf(pod)?.running !== undefined);
  const gone = becomes(client, (pod) => pod === undefined);
  const { body } = await fetch(`${cluster.url}/api/v1/namespaces/default/pods/web/log?follow=true`);
  let text = '';
  for await (const piece of body ?? []) {
    text += Buffer.from(piece).toString();
    if (text === 'begun\n') await client.delete(coreV1.pods, key);
  }
  expect(text).toBe('begun\nasked\n');
  await gone;
});

test('a process that does not end is killed when its time is over, and with its cluster', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-processes-'));
  closing.push(() => rmSync(directory, { recursive: true }));
  const fifo = join(directory, 'fifo');
  execFileSync('mkfifo', [fifo]);
  // Whoever reads it sees its end when nobody has it open to write.
  const held = ['sh', '-c', `trap "" TERM; exec > ${fifo}; while :; do sleep 0.05; done`];
  const { cluster, client } = await start({ command: held }, { terminationGracePeriodSeconds: 1 });
  await once(createReadStream(fifo).resume(), 'open');
  const gone = becomes(client, (pod) => pod === undefined);
  await client.delete(coreV1.pods, key);
  await gone;
  const again = { metadata: { ...key, name: 'other' }, spec: { containers: [{ name: 'c', image: 'i' }] } };
  await client.create(coreV1.pods, again);
  const reader = createReadStream(fifo).resume();
  await once(reader, 'open');
  const ended = once(reader, 'end');
  await cluster.stop();
  await ended;
});

test('ports of a process are those of the machine', async () => {
  const real = createServer((_request, response) => response.end('really')).listen(0, '127.0.0.1');
  closing.push(() => real.close());
  await once(real, 'listening');
  const { port } = real.address() as AddressInfo;
  const { cluster, client } = await start({ command: ['sleep', '1000'] });
  await becomes(client, (pod) => stateOf(pod)?.running !== undefined);
  const answer = await fetch(`${cluster.url}/api/v1/namespaces/default/pods/web:${port}/proxy/`);
  expect(await answer.text()).toBe('really');
});

test('processes are refused where nobody has allowed them', async () => {
  const behaviours = [{}, { process: { command: ['true'] } }];
  await expect(startCluster({ nodes: 1, behaviours })).rejects.toThrow(
    'behaviours[1].process: processes must be allowed (localProcesses, --local-processes)',
  );
});
