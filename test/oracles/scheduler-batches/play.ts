import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { coreV1, type StartedCluster, startCluster } from '../../../index.ts';
import {
  addScheduler,
  type KubeSchedulerConfiguration,
  schedulerConfiguration,
} from '../../../scheduler/index.ts';
import { createReady } from '../../../scheduler/testing/scheduled-world.ts';
import { freePort } from '../server/real-server.ts';
import type { BatchCase } from './cases.ts';

/** Where each pod went, and how many went where a search for another had found a node. */
export interface Placing {
  readonly nodes: Readonly<Record<string, string>>;
  readonly batched: number;
}

/** What our scheduler makes of a case, in real time. */
export function placeOurs(one: BatchCase): Promise<Placing> {
  return inCluster(one, async (started) => {
    let batched = 0;
    const { cluster, environment } = started;
    environment.control.environment.trace.follow(['attempt'], ({ fields }) => {
      if ('unsought' in fields && fields.unsought === 'batched') batched++;
    });
    const configuration = schedulerConfiguration(configurationOf(one));
    await cluster.manage('default-scheduler', (manager) => addScheduler(manager, { configuration }));
    return { nodes: await placed(one, started), batched };
  });
}

/** What Kubernetes' makes of it, over an API server of ours. `program`: kube-scheduler. */
export function placeTheirs(one: BatchCase, program: string): Promise<Placing> {
  return inCluster(one, async (started) => {
    const directory = mkdtempSync(join(tmpdir(), 'homeostat-scheduler-'));
    const [config, kubeconfig] = [join(directory, 'config.json'), join(directory, 'kubeconfig')];
    writeFileSync(kubeconfig, started.kubeconfig);
    const clientConnection = { kubeconfig };
    writeFileSync(
      config,
      JSON.stringify({ ...configurationOf(one), clientConnection, leaderElection: { leaderElect: false } }),
    );
    const port = await freePort();
    const flags = [
      `--config=${config}`,
      `--secure-port=${port}`,
      `--cert-dir=${directory}`,
      '--authorization-always-allow-paths=/metrics,/readyz',
    ];
    const child = spawn(program, flags, { stdio: 'ignore' });
    try {
      while (!(await isReady(port))) await started.environment.control.environment.clock.sleep(50);
      return { nodes: await placed(one, started), batched: hintsUsed((await ask(port, '/metrics')).body) };
    } finally {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      rmSync(directory, { recursive: true });
    }
  });
}

function configurationOf({ spreads, otherProfile }: BatchCase): KubeSchedulerConfiguration {
  const args = spreads === true ? {} : { defaultingType: 'List' };
  const pluginConfig = [{ name: 'PodTopologySpread', args }];
  const names = ['default-scheduler', ...(otherProfile === undefined ? [] : [otherProfile])];
  return {
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    profiles: names.map((schedulerName) => ({ schedulerName, pluginConfig })),
  };
}

async function inCluster<T>({ nodes }: BatchCase, play: (started: StartedCluster) => Promise<T>): Promise<T> {
  const started = await startCluster({ nodes: 0, controllers: [], scheduler: false });
  try {
    const client = started.client('judge');
    for (const node of nodes) await createReady(client, node);
    return await play(started);
  } finally {
    await started.stop();
  }
}

/** Makes the pods, one after the other, and waits until each has a node, or has been told that there is none. */
async function placed(
  { pods }: BatchCase,
  { client, environment }: StartedCluster,
): Promise<Placing['nodes']> {
  const user = client('judge');
  for (const pod of pods) await user.create(coreV1.pods, pod);
  for (;;) {
    const { items } = await user.list(coreV1.pods, { namespace: 'default' });
    const answers = items.flatMap(({ metadata, spec, status }) => {
      const refused = status?.conditions?.some(
        ({ type, status }) => type === 'PodScheduled' && status === 'False',
      );
      const node = spec?.nodeName ?? (refused === true ? 'nowhere' : undefined);
      return node === undefined ? [] : [[metadata?.name ?? '', node] as const];
    });
    if (answers.length === pods.length) return Object.fromEntries(answers);
    await environment.control.environment.clock.sleep(100);
  }
}

function hintsUsed(metrics: string): number {
  const lines = metrics.split('\n').filter((line) => line.startsWith('scheduler_batch_attempts_total{'));
  return lines
    .filter((line) => line.includes('result="hint_used"'))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

async function isReady(port: number): Promise<boolean> {
  return (await ask(port, '/readyz').catch(() => undefined))?.status === 200;
}

/** Its certificate is its own. */
async function ask(port: number, path: string): Promise<{ readonly status: number; readonly body: string }> {
  const asked = request({ host: '127.0.0.1', port, path, rejectUnauthorized: false });
  asked.end();
  const [answer] = await once(asked, 'response');
  return { status: answer.statusCode, body: await text(answer) };
}
