// A controller on kubernetes-fluent-client, which Pepr stands on, in virtual time. With its dependencies it is 100 MB, so it is no dependency of
// ours: FLUENT_CLIENT=DIR names a folder in which `npm install kubernetes-fluent-client` was run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { coreV1, type V1ConfigMap } from '../../index.ts';
import { startCluster } from '../../testing/index.ts';

/** As much of it as is used here. */
interface FluentClient {
  readonly kind: { readonly ConfigMap: unknown };
  K8s(kind: unknown): FluentKind;
}

interface FluentKind {
  InNamespace(namespace: string): FluentKind;
  Apply(object: V1ConfigMap): Promise<V1ConfigMap>;
  Watch(changed: (object: V1ConfigMap, phase: string) => Promise<void>): { start(): Promise<unknown> };
}

const { FLUENT_CLIENT: folder } = process.env;

/** Copies one ConfigMap, whenever it changes. */
async function startCopier({ K8s, kind }: FluentClient): Promise<void> {
  const copy = { name: 'copy', namespace: 'default' };
  const changed = async ({ metadata, data = {} }: V1ConfigMap): Promise<void> => {
    if (metadata?.name !== 'a') return;
    const at = new Date().toISOString();
    await K8s(kind.ConfigMap).Apply({ metadata: copy, data: { ...data, at } });
  };
  await K8s(kind.ConfigMap).InNamespace('default').Watch(changed).start();
}

async function run(library: FluentClient, path: string) {
  const cluster = await startCluster({ seed: 7 });
  const { act, client } = cluster;
  const key = { namespace: 'default', name: 'a' };
  try {
    await cluster.runForeign('copier', ({ kubeconfig }) => {
      writeFileSync(path, kubeconfig);
      return startCopier(library);
    });
    const startedMs = cluster.now();
    await act(() => client.create(coreV1.configMaps, { metadata: key, data: { n: '1' } }));
    await cluster.advance('30m');
    await act(() => client.patch(coreV1.configMaps, key, { type: 'merge', body: { data: { n: '2' } } }));
    await cluster.advance('1m');
    const { data } = await client.get(coreV1.configMaps, { namespace: 'default', name: 'copy' });
    const afterMs = Date.parse(data?.at ?? '') - startedMs;
    return { n: data?.n, afterMinutes: Math.floor(afterMs / 60_000), digest: cluster.digest() };
  } finally {
    await cluster.close();
  }
}

test.skipIf(folder === undefined)(
  'a controller on kubernetes-fluent-client runs in virtual time as it is',
  async () => {
    const entry = createRequire(join(folder ?? '', 'package.json')).resolve('kubernetes-fluent-client');
    const library: FluentClient = await import(pathToFileURL(entry).href);
    const own = mkdtempSync(join(tmpdir(), 'homeostat-fluent-'));
    const before = process.env.KUBECONFIG;
    process.env.KUBECONFIG = join(own, 'config');
    try {
      const first = await run(library, join(own, 'config'));
      expect(first).toMatchObject({ n: '2', afterMinutes: 30 });
      expect(await run(library, join(own, 'config'))).toEqual(first);
    } finally {
      if (before === undefined) delete process.env.KUBECONFIG;
      else process.env.KUBECONFIG = before;
      rmSync(own, { recursive: true });
    }
  },
);

if (folder === undefined)
  process.stdout.write('Not run: kubernetes-fluent-client (FLUENT_CLIENT names no folder)\n');
