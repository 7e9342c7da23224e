import { execFileSync } from 'node:child_process';
import { Socket } from 'node:net';
import * as current from '@kubernetes/client-node';
import * as earlier from 'kubernetes-client-1.4';
import { expect, test } from 'vitest';
import { coreV1 } from '../../index.ts';
import { type ForeignAccess, startCluster, type TestCluster } from '../../testing/index.ts';

type Library = typeof current;

/** As others write one: an informer, a retry after a while, an annotation for a status, and a look at it every ten minutes. */
async function startMarker(library: Library, { kubeconfig }: ForeignAccess) {
  const config = new library.KubeConfig();
  config.loadFromString(kubeconfig);
  const core = config.makeApiClient(library.CoreV1Api);
  const tries = new Map<string, number>();
  const mark = async (name: string) => {
    const tried = (tries.get(name) ?? 0) + 1;
    tries.set(name, tried);
    try {
      if (tried < 4) throw new Error('not yet');
      const found = await core.readNamespacedConfigMap({ name, namespace: 'default' });
      const at = new Date().toISOString();
      const marks = { at, by: crypto.randomUUID(), chance: String(Math.random()) };
      await core.replaceNamespacedConfigMap({ name, namespace: 'default', body: { ...found, data: marks } });
    } catch {
      setTimeout(() => void mark(name), 30_000 * 2 ** tried);
    }
  };
  const list = () => core.listNamespacedConfigMap({ namespace: 'default' });
  const informer = library.makeInformer(config, '/api/v1/namespaces/default/configmaps', list);
  informer.on('add', ({ metadata }) => void mark(metadata?.name ?? ''));
  let errors = 0;
  informer.on('error', () => {
    errors++;
    setTimeout(() => void informer.start(), 5_000);
  });
  await informer.start();
  let looks = 0;
  setInterval(() => looks++, 600_000);
  return { looks: () => looks, errors: () => errors };
}

async function run(library: Library, seed: number) {
  const agents = new Set<string>();
  const cluster = await startCluster({
    seed,
    onRecord: ({ kind, fields }) => {
      if (kind === 'write' && 'resource' in fields && fields.resource === 'configmaps')
        agents.add(JSON.stringify(fields));
    },
  });
  try {
    const { value } = await cluster.runForeign('marker', (access) => startMarker(library, access));
    const marked = await createAndWait(cluster);
    await cluster.advance('30m');
    return { marked, looks: value.looks(), digest: cluster.digest(), agents };
  } finally {
    await cluster.close();
  }
}

async function createAndWait({ client, act, eventually, now }: TestCluster) {
  const begun = now();
  await act(() => client.create(coreV1.configMaps, { metadata: { name: 'a', namespace: 'default' } }));
  const { data } = await eventually(
    async () => {
      const found = await client.get(coreV1.configMaps, { namespace: 'default', name: 'a' });
      expect(found.data?.at).toBeDefined();
      return found;
    },
    { within: '20m' },
  );
  return { afterMs: Date.parse(data?.at ?? '') - begun, data };
}

const libraries = { '2.0.1': current, '1.4': earlier as unknown as Library };

/** What each calls itself. */
const agents: Record<string, string> = { '2.0.1': 'kubernetes-client-javascript', '1.4': 'node-fetch' };

for (const [version, library] of Object.entries(libraries)) {
  test(`a controller on the official client ${version} runs in virtual time, the same by the same seed`, async () => {
    const first = await run(library, 7);
    // 60, 120 and 240 seconds of back-off.
    expect(Math.floor(first.marked.afterMs / 1000)).toBe(420);
    expect(first.looks).toBe(3);
    expect([...first.agents].filter((write) => write.includes(agents[version] ?? '-'))).toHaveLength(1);
    expect(await run(library, 7)).toEqual(first);
    const other = await run(library, 8);
    expect(other.marked.data?.by).not.toBe(first.marked.data?.by);
  });
}

for (const [version, library] of Object.entries(libraries)) {
  test(`a program on the official client ${version} that is ended does nothing more, and the cluster goes on`, async () => {
    const cluster = await startCluster({ seed: 7 });
    try {
      const start = (access: ForeignAccess) => startMarker(library, access);
      const { value, end } = await cluster.runForeign('first', start);
      await end();
      await whatWasIsOver();
      const begun = cluster.now();
      const { client } = cluster;
      await cluster.act(() =>
        client.create(coreV1.configMaps, { metadata: { name: 'a', namespace: 'default' } }),
      );
      await cluster.advance('30m');
      expect((await client.get(coreV1.configMaps, { namespace: 'default', name: 'a' })).data).toBeUndefined();
      expect([value.looks(), value.errors()]).toEqual([0, 0]);
      // One that comes after it begins with what there is.
      const second = await cluster.runForeign('second', start);
      await cluster.advance('10m');
      const { data } = await client.get(coreV1.configMaps, { namespace: 'default', name: 'a' });
      expect(Math.floor((Date.parse(data?.at ?? '') - begun) / 60_000)).toBe(37);
      // Whoever heard of the end would begin again, in the real world.
      await cluster.close();
      await whatWasIsOver();
      expect(second.value.errors()).toBe(0);
    } finally {
      await cluster.close();
    }
  });
}

test('no answer tells the date of the machine', async () => {
  const cluster = await startCluster();
  try {
    const { value } = await cluster.runForeign('asks', async ({ server }) => {
      const { status, headers } = await fetch(`${server}/version`);
      return { status, date: headers.get('date') };
    });
    expect(value).toEqual({ status: 200, date: null });
  } finally {
    await cluster.close();
  }
});

test('a foreign program reaches nothing but the API server, and leaves nothing replaced', async () => {
  await whatWasIsOver();
  const { connect } = Socket.prototype;
  const { setTimeout, clearTimeout, Date: dates } = globalThis;
  const cluster = await startCluster();
  const config = new current.KubeConfig();
  config.loadFromString(
    '{clusters: [{name: a, cluster: {server: "http://elsewhere:80", insecure-skip-tls-verify: true}}], contexts: [{name: a, context: {cluster: a}}], current-context: a}',
  );
  const list = () => config.makeApiClient(current.CoreV1Api).listNamespace();
  try {
    await expect(cluster.runForeign('lost', list)).rejects.toMatchObject({
      cause: { message: expect.stringContaining('only the API server can be reached') },
    });
    await expect(cluster.runForeign('parent', () => execFileSync('true'))).rejects.toThrow(
      'child_process.execFileSync was called by foreign code in virtual time',
    );
  } finally {
    await cluster.close();
  }
  await whatWasIsOver();
  expect([Socket.prototype.connect, globalThis.setTimeout, globalThis.clearTimeout, globalThis.Date]).toEqual(
    [connect, setTimeout, clearTimeout, dates],
  );
});

/** Globals are put back a turn after the last run. */
function whatWasIsOver(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
