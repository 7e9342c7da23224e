// A module of Pepr, its admission and its watches, in virtual time. With its dependencies Pepr is 200 MB, so it is no dependency of ours:
// PEPR=DIR names a folder in which `npm install pepr` was run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { realEnvironment } from '../../environment/real/index.ts';
import { admissionregistrationV1, coreV1, type V1CustomResourceDefinition } from '../../index.ts';
import { startCluster } from '../../testing/index.ts';
import { openAuthority } from './certificates.ts';

/** As much of it as is used here. */
interface Pepr {
  readonly Capability: new (options: object) => { When(kind: unknown): Chosen };
  readonly PeprModule: new (
    pkg: object,
    capabilities: readonly object[],
    options: { readonly deferStart: true },
  ) => { start(port?: number): void };
  readonly a: { readonly ConfigMap: unknown };
  readonly K8s: (kind: unknown) => { Apply(object: object): Promise<object> };
}

interface Chosen {
  IsCreated(): Chosen;
  WithName(name: string): Chosen;
  Mutate(action: (request: Request) => void): Chosen;
  Validate(action: (request: Request) => object): Chosen;
  Watch(action: (object: { readonly metadata: { readonly uid?: string } }) => Promise<void>): Chosen;
}

interface Request {
  readonly Raw: { readonly data?: Readonly<Record<string, string>> };
  SetLabel(key: string, value: string): Request;
  Approve(): object;
  Deny(message: string): object;
}

const { PEPR: folder } = process.env;
const apiPath = 'a-secret-path';

/** What `npx pepr init` makes of a module, but for its capability: ConfigMaps get a label, those with a password are refused, one is copied. */
function startModule({ Capability, PeprModule, a, K8s }: Pepr): void {
  const demo = new Capability({ name: 'demo', description: 'A demonstration', namespaces: ['default'] });
  demo
    .When(a.ConfigMap)
    .IsCreated()
    .Mutate((request) => void request.SetLabel('seen-at', String(Date.now())))
    .Validate((request) =>
      request.Raw.data?.password === undefined ? request.Approve() : request.Deny('no passwords here'),
    );
  demo
    .When(a.ConfigMap)
    .IsCreated()
    .WithName('a')
    .Watch(async ({ metadata }) => {
      await K8s(a.ConfigMap).Apply({
        metadata: { namespace: 'default', name: 'copy' },
        data: { of: metadata.uid ?? '' },
      });
    });
  const pepr = { uuid: 'demo', onError: 'reject', webhookTimeout: 10, alwaysIgnore: { namespaces: [] } };
  new PeprModule({ description: 'A demonstration', pepr }, [demo], { deferStart: true }).start();
}

const storeDefinition: V1CustomResourceDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'peprstores.pepr.dev' },
  spec: {
    group: 'pepr.dev',
    scope: 'Namespaced',
    names: { plural: 'peprstores', singular: 'peprstore', kind: 'PeprStore' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { data: { type: 'object', additionalProperties: { type: 'string' } } },
          },
        },
      },
    ],
  },
};

/** As `npx pepr build` writes them. */
function webhookConfiguration(side: 'mutate' | 'validate') {
  const service = { namespace: 'pepr-system', name: 'pepr-demo', path: `/${side}/${apiPath}` };
  const webhook = {
    name: 'pepr-demo.pepr.dev',
    admissionReviewVersions: ['v1', 'v1beta1'],
    clientConfig: { service },
    failurePolicy: 'Fail',
    namespaceSelector: {
      matchExpressions: [
        { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', 'pepr-system'] },
      ],
    },
    rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
    sideEffects: 'None',
    timeoutSeconds: 10,
  };
  return { metadata: { name: 'pepr-demo' }, webhooks: [webhook] };
}

async function run(library: Pepr, path: string) {
  const cluster = await startCluster({ seed: 7, crds: [storeDefinition] });
  const { act, client } = cluster;
  const create = (name: string, data: Record<string, string>) =>
    act(() => client.create(coreV1.configMaps, { metadata: { namespace: 'default', name }, data }));
  try {
    await act(() => client.create(coreV1.namespaces, { metadata: { name: 'pepr-system' } }));
    await cluster.runForeign(
      'pepr-demo',
      ({ kubeconfig }) => {
        writeFileSync(path, kubeconfig);
        startModule(library);
      },
      { services: { 'pepr-system/pepr-demo': 3000 } },
    );
    // It binds its endpoints when it has its store.
    await cluster.advance('10s');
    const { mutatingWebhookConfigurations: mutating, validatingWebhookConfigurations: validating } =
      admissionregistrationV1;
    await act(() => client.create(mutating, webhookConfiguration('mutate')));
    await act(() => client.create(validating, webhookConfiguration('validate')));
    const { metadata } = await create('a', { n: '1' });
    const refusal = await create('b', { password: 'x' }).catch(({ message }: Error) => message);
    await cluster.advance('10s');
    const { data } = await client.get(coreV1.configMaps, { namespace: 'default', name: 'copy' });
    const isCopied = data?.of === metadata?.uid;
    return { metadata, refusal, isCopied, digest: cluster.digest() };
  } finally {
    await cluster.close();
  }
}

test.skipIf(folder === undefined)(
  'a module of Pepr changes, refuses and watches objects in virtual time as it is, the same by the same seed',
  async () => {
    const own = mkdtempSync(join(tmpdir(), 'homeostat-pepr-'));
    const restore = leaveNothingBehind();
    const world = realEnvironment({ onFailure: () => {} });
    try {
      const authority = openAuthority(world);
      const file = (name: string, text: string) => {
        writeFileSync(join(own, name), text);
        return join(own, name);
      };
      Object.assign(process.env, {
        KUBECONFIG: join(own, 'config'),
        SSL_KEY_PATH: file('tls.key', authority.key),
        SSL_CERT_PATH: file('tls.crt', authority.sign({ commonName: 'pepr-demo' }, 'server auth')),
        PEPR_API_PATH: apiPath,
        // Both of its sides in one process.
        PEPR_MODE: 'dev',
        LOG_LEVEL: 'silent',
      });
      const library: Pepr = createRequire(join(folder ?? '', 'package.json'))('pepr');
      const first = await run(library, join(own, 'config'));
      expect(first).toMatchObject({
        metadata: {
          labels: { 'seen-at': expect.stringMatching(/^\d+$/) },
          annotations: { 'demo.pepr.dev/demo': 'succeeded' },
        },
        refusal: 'admission webhook "pepr-demo.pepr.dev" denied the request: no passwords here',
        isCopied: true,
      });
      expect(await run(library, join(own, 'config'))).toEqual(first);
    } finally {
      world.close();
      restore();
      rmSync(own, { recursive: true });
    }
  },
);

/** Pepr listens for signals and for warnings of the process, and reads its settings from there. */
function leaveNothingBehind(): () => void {
  const events = ['SIGTERM', 'warning'] as const;
  const listeners = events.map((event) => [event, process.listeners(event as 'warning')] as const);
  const environment = { ...process.env };
  return () => {
    for (const [event, before] of listeners) {
      process.removeAllListeners(event);
      for (const listener of before) process.on(event, listener);
    }
    for (const key of Object.keys(process.env)) if (environment[key] === undefined) delete process.env[key];
    Object.assign(process.env, environment);
  };
}

if (folder === undefined) process.stdout.write('Not run: Pepr (PEPR names no folder)\n');
