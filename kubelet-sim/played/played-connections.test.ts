import { expect, test } from 'vitest';
import type { V1ContainerState, V1Pod } from '../../api/index.ts';
import { keyOf, type ProcessEnd, type RunProcess } from '../../apimachinery/index.ts';
import type { PlayedPods, PodBehaviours } from '../index.ts';
import { nodeName, openNode, type TestNode, webPod } from '../testing/open-node.ts';

const web = { namespace: 'default', pod: 'web', container: 'web' };
const streams = { stdin: true, stdout: true, stderr: true, tty: false };
const startedAt = '2026-01-01T00:00:00Z';

/** Pods that the test plays. */
class Played implements PlayedPods {
  readonly #pods = new Map<string, V1Pod>();
  readonly #watchers = new Set<() => void>();

  set(pod: V1Pod): void {
    this.#pods.set(keyOf(pod), pod);
    for (const callback of this.#watchers) callback();
  }

  delete(pod: V1Pod): void {
    this.#pods.delete(keyOf(pod));
    for (const callback of this.#watchers) callback();
  }

  get(key: string): V1Pod | undefined {
    return this.#pods.get(key);
  }

  on(node: string): readonly V1Pod[] {
    return [...this.#pods.values()].filter(({ spec }) => spec?.nodeName === node);
  }

  onChange(_key: string, callback: () => void): () => void {
    this.#watchers.add(callback);
    return () => this.#watchers.delete(callback);
  }
}

interface PlayedNode extends TestNode {
  readonly played: Played;
}

function podThat(state: V1ContainerState | undefined, node = nodeName): V1Pod {
  const status = { name: 'web', image: 'nginx', imageID: '', ready: true, restartCount: 0 };
  const pod = webPod('web', { nodeName: node });
  return {
    ...pod,
    metadata: { ...pod.metadata, namespace: 'default', uid: 'one' },
    status: {
      phase: 'Running',
      startTime: startedAt,
      ...(state && { containerStatuses: [{ ...status, state }] }),
    },
  };
}

const running = podThat({ running: { startedAt } });

async function open(behaviours: PodBehaviours = [], pod = running): Promise<PlayedNode> {
  const played = new Played();
  played.set(pod);
  const node = await openNode({ behaviours, leaves: { pods: played } });
  return { ...node, played };
}

/** What it writes, and how it ends. */
async function ran(node: TestNode, run: RunProcess): Promise<{ out: string; end: ProcessEnd }> {
  let out = '';
  const write = async (bytes: Uint8Array) => {
    out += Buffer.from(bytes).toString();
  };
  const stdin = (async function* () {})();
  const { signal } = new AbortController();
  const end = await node.simulation.complete(() =>
    run({ stdin, stdout: write, stderr: write, gone: signal }),
  );
  return { out, end };
}

function follow(node: TestNode) {
  const log = { text: '', ended: false };
  const read = async () => {
    for await (const piece of node.connections().logs(web, { follow: true }))
      log.text += Buffer.from(piece).toString();
    log.ended = true;
  };
  void read();
  return log;
}

test('what is not declared is refused in the words of kwok', async () => {
  const node = await open();
  const kubelet = node.connections();
  expect(() => kubelet.logs(web, {})).toThrow('no logs found for container "web" in pod "default/web"');
  expect((await ran(node, kubelet.exec(web, ['ls'], streams))).end).toEqual({
    problem: 'error executing command in container: no exec found for container "web" in pod "default/web"',
  });
  expect((await ran(node, kubelet.attach(web, streams))).end).toEqual({
    problem: 'error attaching to container: no attaches found for container "web" in pod "default/web"',
  });
  const port = kubelet.port(web, 80);
  if (port?.type !== 'process') throw new Error('it is refused by what stands for it');
  expect((await ran(node, port.run)).end).toEqual({
    problem: 'no forward found for port 80 in pod "default/web"',
  });
});

test('a log, commands and answers are those that are declared', async () => {
  const node = await open([
    {
      logs: [{ text: 'hello from {pod}' }],
      exec: [{ command: 'cat *', stdout: 'declared in {pod}', exitCode: 3 }],
      http: [{ port: 80, body: 'served by {pod}' }],
    },
  ]);
  const kubelet = node.connections();
  let text = '';
  for await (const piece of kubelet.logs(web, {})) text += Buffer.from(piece).toString();
  expect(text).toBe('hello from web\n');
  expect(await ran(node, kubelet.exec(web, ['cat', 'a'], streams))).toEqual({
    out: 'declared in web',
    end: { exitCode: 3 },
  });
  expect((await ran(node, kubelet.exec(web, ['ls'], streams))).end).toHaveProperty('problem');
  const port = kubelet.port(web, 80);
  if (port?.type !== 'http') throw new Error('nothing listens');
  const answer = await port.answer({ method: 'GET', path: '/', headers: {}, body: new Uint8Array() });
  expect(answer.body).toBe('served by web');
  expect(kubelet.port(web, 81)?.type).toBe('process');
});

const ticking = [
  {
    logs: [
      { text: 'tick {n}', everyMs: 1000 },
      { text: 'bye {exitCode}', atExit: true },
    ],
  },
];

test.each([
  ['its status says that the container has ended', 'tick 1\ntick 2\ntick 3\nbye 7\n'],
  ['it is deleted', 'tick 1\ntick 2\ntick 3\nbye 137\n'],
] as const)('a log that is followed ends when %s', async (how, expected) => {
  const node = await open(ticking);
  const log = follow(node);
  await node.simulation.runFor(2500);
  expect([log.text, log.ended]).toEqual(['tick 1\ntick 2\ntick 3\n', false]);
  const terminated = { exitCode: 7, startedAt, finishedAt: '2026-01-01T00:00:02Z' };
  if (how === 'it is deleted') node.played.delete(running);
  else node.played.set(podThat({ terminated }));
  await node.simulation.runFor(10);
  expect(log).toEqual({ text: expected, ended: true });
});

test('of a pod that runs, a container of which nothing is said runs; one that waits does not', async () => {
  const behaviours = [{ exec: [{ command: 'true' }], logs: [{ text: 'hello' }] }];
  const silent = await open(behaviours, podThat(undefined));
  expect((await ran(silent, silent.connections().exec(web, ['true'], streams))).end).toEqual({ exitCode: 0 });
  const waiting = await open(behaviours, podThat({ waiting: { reason: 'ContainerCreating' } }));
  expect(() => waiting.connections().exec(web, ['true'], streams)).toThrow('container not found ("web")');
  expect(() => waiting.connections().logs(web, {})).toThrow('is waiting to start: ContainerCreating');
});

test('pods of other nodes are not there', async () => {
  const node = await open([], podThat({ running: { startedAt } }, 'node-2'));
  expect(() => node.connections().logs(web, {})).toThrow('pod does not exist');
  expect(node.known()).toEqual([]);
});

test('the pages of its kubelet tell what it uses', async () => {
  const node = await open([{ usage: { cpu: '500m', memory: '64Mi' } }]);
  await node.simulation.runFor(20_000);
  const { body } = await node
    .connections()
    .http({ method: 'GET', path: '/stats/summary', headers: {}, body: new Uint8Array() });
  const [pod] = JSON.parse(String(body)).pods;
  expect(pod).toMatchObject({
    podRef: { name: 'web', namespace: 'default' },
    containers: [{ name: 'web', cpu: { usageNanoCores: 5e8, usageCoreNanoSeconds: 1e10 } }],
  });
});
