import { mkdtempSync, readFile, rmSync } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as library from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { appsV1, coordinationV1 } from '../../index.ts';
import { type ForeignAccess, startCluster, type TestCluster } from '../../testing/index.ts';

const leaseMs = 15_000;
const lease = { namespace: 'default', name: 'operator' };

/** As others write one: who holds the Lease goes on renewing it, the others look whether it has run out. */
async function takePart({ kubeconfig }: ForeignAccess, identity: string, lead: () => void) {
  const config = new library.KubeConfig();
  config.loadFromString(kubeconfig);
  const api = config.makeApiClient(library.CoordinationV1Api);
  const spec = () => ({
    holderIdentity: identity,
    leaseDurationSeconds: leaseMs / 1000,
    // Without an argument it would ask the real `Date`, which it extends.
    renewTime: new library.V1MicroTime(Date.now()),
  });
  let seen = { renewed: '', atMs: 0 };
  const attempt = async (): Promise<boolean> => {
    const found = await api.readNamespacedLease(lease).catch((error: { code?: number }) => {
      if (error.code !== 404) throw error;
    });
    if (found === undefined) {
      const body = { metadata: lease, spec: spec() };
      await api.createNamespacedLease({ namespace: lease.namespace, body });
      return true;
    }
    const renewed = String(found.spec?.renewTime);
    if (renewed !== seen.renewed) seen = { renewed, atMs: Date.now() };
    const isMine = found.spec?.holderIdentity === identity;
    if (!isMine && Date.now() < seen.atMs + leaseMs) return false;
    await api.replaceNamespacedLease({ ...lease, body: { ...found, spec: spec() } });
    return true;
  };
  let leads = false;
  const round = async () => {
    const now = await attempt().catch(() => false);
    if (now && !leads) lead();
    leads = now;
    setTimeout(() => void round(), 2_000);
  };
  await round();
}

/** Writes the status of a Deployment, as its controller would. */
async function writeStatus({ kubeconfig }: ForeignAccess, by: string) {
  const config = new library.KubeConfig();
  config.loadFromString(kubeconfig);
  const api = config.makeApiClient(library.AppsV1Api);
  const key = { namespace: 'default', name: 'web' };
  const found = await api.readNamespacedDeploymentStatus(key);
  const conditions = [{ type: 'Led', status: 'True', reason: by, message: '' }];
  const status = { ...found.status, observedGeneration: found.metadata?.generation ?? 0, conditions };
  await api.replaceNamespacedDeploymentStatus({
    ...key,
    body: { ...found, spec: { ...found.spec!, replicas: 9 }, status },
  });
}

async function takeover(seed: number) {
  const cluster = await startCluster({ seed });
  try {
    await createDeployment(cluster);
    const begin = (identity: string) =>
      cluster.runForeign(identity, (access) =>
        takePart(access, identity, () => void writeStatus(access, identity)),
      );
    const first = await begin('first');
    await begin('second');
    await cluster.advance('1m');
    const before = await state(cluster);
    const endedMs = cluster.now();
    await first.end();
    await cluster.eventually(async () => expect((await state(cluster)).leader).toBe('second'), {
      within: '2m',
    });
    const afterMs = cluster.now() - endedMs;
    await cluster.advance('5s');
    return { before, after: await state(cluster), afterMs, digest: cluster.digest() };
  } finally {
    await cluster.close();
  }
}

async function createDeployment({ act, client }: TestCluster): Promise<void> {
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'main', image: 'nginx' }] },
  };
  const spec = { replicas: 1, selector: { matchLabels: { app: 'web' } }, template };
  await act(() =>
    client.create(appsV1.deployments, { metadata: { namespace: 'default', name: 'web' }, spec }),
  );
}

async function state({ client }: TestCluster) {
  const deployment = await client.get(appsV1.deployments, { namespace: 'default', name: 'web' });
  const { spec } = await client.get(coordinationV1.leases, lease);
  return {
    leader: spec?.holderIdentity,
    led: deployment.status?.conditions?.map(({ reason }) => reason),
    replicas: deployment.spec?.replicas,
  };
}

test('of two programs on the official client one leads, and when it is ended the other takes over, in virtual time', async () => {
  const run = await takeover(7);
  // A status is written, and nothing beside it.
  expect(run.before).toEqual({ leader: 'first', led: ['first'], replicas: 1 });
  expect(run.after).toEqual({ leader: 'second', led: ['second'], replicas: 1 });
  expect(run.afterMs).toBeGreaterThan(leaseMs - 2_000);
  expect(run.afterMs).toBeLessThan(leaseMs + 5_000);
  expect(await takeover(7)).toEqual(run);
});

test('files that a foreign program reads and writes take no virtual time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'homeostat-foreign-'));
  const path = join(folder, 'kept');
  const cluster = await startCluster();
  try {
    const { value } = await cluster.runForeign('reader', async () => {
      const begunMs = Date.now();
      // Something that goes on while the disk is waited for.
      setInterval(() => {}, 1_000);
      await writeFile(path, 'text');
      const text = await promisify(readFile)(path, 'utf8');
      const missing = await stat(`${path}-not`).catch(({ code }: { code: string }) => code);
      return { text, missing, names: await readdir(folder), tookMs: Date.now() - begunMs };
    });
    expect(value).toEqual({ text: 'text', missing: 'ENOENT', names: ['kept'], tookMs: 0 });
  } finally {
    await cluster.close();
    rmSync(folder, { recursive: true });
  }
});

test('a foreign program that asks for TLS is told where the API server is', async () => {
  const cluster = await startCluster();
  const config = new library.KubeConfig();
  const list = ({ kubeconfig }: ForeignAccess) => {
    config.loadFromString(kubeconfig.replaceAll('http://', 'https://'));
    return config.makeApiClient(library.CoreV1Api).listNamespace();
  };
  try {
    await expect(cluster.runForeign('secret', list)).rejects.toMatchObject({
      cause: {
        message:
          'connect kubernetes.default.svc:443: there is no TLS in virtual time: the API server is at http://kubernetes.default.svc',
      },
    });
  } finally {
    await cluster.close();
  }
});
