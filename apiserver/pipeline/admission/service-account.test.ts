import { describe, expect, it } from 'vitest';
import { openApi } from '../../testing/open-api.ts';

const namespace = 'default';
const pods = `/api/v1/namespaces/${namespace}/pods`;
const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
const user = { name: 'tester', groups: [] };
const containers = [{ name: 'web', image: 'nginx' }];
const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';

/** An API server with an account `default`, as it is given. */
async function open(account: object = {}) {
  const api = await openApi(1, undefined, undefined, { serviceAccounts: true });
  await api.call('POST', accounts, { metadata: { name: 'default' }, ...account });
  const create = async (spec: object, annotations: object = {}) => {
    const made = { metadata: { name: 'a', annotations }, spec: { containers, ...spec } };
    const { status, body } = await api.call('POST', pods, made);
    return { status, spec: body.spec, message: body.message };
  };
  return { ...api, create };
}

describe('the token', () => {
  it('is mounted into each container, from a volume of three sources', async () => {
    const { create } = await open();
    const { spec } = await create({ initContainers: [{ name: 'first', image: 'nginx' }] });
    const [{ name }] = spec.volumes;
    expect(name).toMatch(/^kube-api-access-[a-z0-9]{5}$/);
    expect(spec.volumes[0].projected).toEqual({
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
        {
          downwardAPI: {
            items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
          },
        },
      ],
    });
    const mount = { name, readOnly: true, mountPath };
    expect([...spec.initContainers, ...spec.containers].map(({ volumeMounts }) => volumeMounts)).toEqual([
      [mount],
      [mount],
    ]);
  });

  it.each([
    { account: {}, pod: false, mounted: false },
    { account: { automountServiceAccountToken: false }, pod: undefined, mounted: false },
    { account: { automountServiceAccountToken: false }, pod: true, mounted: true },
  ])('is not mounted where the pod, or else its account, says so: %j', async ({ account, pod, mounted }) => {
    const { create } = await open(account);
    const { spec } = await create(pod === undefined ? {} : { automountServiceAccountToken: pod });
    expect(spec.volumes !== undefined).toBe(mounted);
  });

  it('is not mounted over what is there, and a volume of its name is used', async () => {
    const { create } = await open();
    const volumes = [{ name: 'kube-api-access-mine', emptyDir: {} }];
    const own = { name: 'own', image: 'nginx', volumeMounts: [{ name: 'kube-api-access-mine', mountPath }] };
    const { spec } = await create({ volumes, containers: [own, ...containers] });
    expect(spec.volumes).toEqual(volumes);
    expect(spec.containers.map(({ volumeMounts }: { volumeMounts: object }) => volumeMounts)).toEqual([
      own.volumeMounts,
      [{ name: 'kube-api-access-mine', readOnly: true, mountPath }],
    ]);
    const alone = await open();
    const full = await alone.create({
      volumes: [{ name: 'x', emptyDir: {} }],
      containers: [{ ...own, volumeMounts: [{ name: 'x', mountPath }] }],
    });
    expect(full.spec.volumes).toEqual([{ name: 'x', emptyDir: {} }]);
  });
});

describe('the account', () => {
  it('that does not exist is refused at once, with the words of Kubernetes', async () => {
    const { create } = await open();
    expect(await create({ serviceAccountName: 'nobody' })).toMatchObject({
      status: 403,
      message:
        'pods "a" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found',
    });
  });

  it.each([
    { comesAfterMs: 500, status: 201 },
    { comesAfterMs: 3_000, status: 403 },
  ])(
    'of a namespace that was just made is waited for, and not for ever: %j',
    async ({ comesAfterMs, status }) => {
      const { server, simulation } = await openApi(1, undefined, undefined, { serviceAccounts: true });
      const post = (path: string, body: object) =>
        server.handle({
          method: 'POST',
          path,
          query: {},
          headers: {},
          body: Buffer.from(JSON.stringify(body)),
          user,
        });
      const [made] = await simulation.complete(() =>
        Promise.all([
          post(pods, { metadata: { name: 'a' }, spec: { containers } }),
          simulation.environment.clock
            .sleep(comesAfterMs)
            .then(() => post(accounts, { metadata: { name: 'default' } })),
        ]),
      );
      expect(made.status).toBe(status);
    },
  );

  it('gives a pod its pull secrets, unless that has its own', async () => {
    const { create } = await open({ imagePullSecrets: [{ name: 'registry' }] });
    expect((await create({})).spec.imagePullSecrets).toEqual([{ name: 'registry' }]);
    const other = await open({ imagePullSecrets: [{ name: 'registry' }] });
    const imagePullSecrets = [{ name: 'own' }];
    expect((await other.create({ imagePullSecrets })).spec.imagePullSecrets).toEqual(imagePullSecrets);
  });

  const metadata = { name: 'default', annotations: { 'kubernetes.io/enforce-mountable-secrets': 'true' } };
  const because = 'is not allowed because service account default does not reference that';
  const env = [{ name: 'E', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }];
  const envFrom = [{ secretRef: { name: 's' } }];

  it.each([
    [
      { volumes: [{ name: 'v', secret: { secretName: 's' } }] },
      `volume with secret.secretName="s" ${because} secret`,
    ],
    [
      { containers: [{ ...containers[0], env }] },
      `container web with envVar E referencing secret.secretName="s" ${because} secret`,
    ],
    [
      { containers: [{ ...containers[0], envFrom }] },
      `container web with envFrom referencing secret.secretName="s" ${because} secret`,
    ],
    [
      { initContainers: [{ name: 'i', image: 'i', env }] },
      `init container i with envVar E referencing secret.secretName="s" ${because} secret`,
    ],
    [{ imagePullSecrets: [{ name: 'p' }] }, `imagePullSecrets[0].name="p" ${because} imagePullSecret`],
  ])('that minds which secrets are mounted refuses others: %j', async (spec, says) => {
    const { create } = await open({ metadata });
    expect((await create(spec)).message).toBe(`pods "a" is forbidden: ${says}`);
    const allowing = await open({ metadata, secrets: [{ name: 's' }], imagePullSecrets: [{ name: 'p' }] });
    expect((await allowing.create(spec)).status).toBe(201);
  });
});

it.each([
  [{ serviceAccountName: 'default' }, 'a mirror pod may not reference service accounts'],
  [{ imagePullSecrets: [{ name: 's' }] }, 'a mirror pod may not reference secrets'],
  [{ volumes: [{ name: 'v', secret: { secretName: 's' } }] }, 'a mirror pod may not reference secrets'],
  [
    { volumes: [{ name: 'v', azureFile: { secretName: 's', shareName: 'a' } }] },
    'a mirror pod may not reference secrets',
  ],
  [
    { volumes: [{ name: 'v', csi: { driver: 'd', nodePublishSecretRef: { name: 's' } } }] },
    'a mirror pod may not reference secrets',
  ],
  [
    { volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 's' } }] } }] },
    'a mirror pod may not reference secrets',
  ],
  [
    { containers: [{ ...containers[0], envFrom: [{ secretRef: { name: 's' } }] }] },
    'a mirror pod may not reference secrets',
  ],
  [
    { volumes: [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }] },
    'a mirror pod may not use ServiceAccountToken volume projections',
  ],
])('a mirror pod has no account, secret or token: %j', async (spec, says) => {
  const { create } = await open();
  const mirror = { 'kubernetes.io/config.mirror': 'x' };
  expect((await create({ nodeName: 'n', ...spec }, mirror)).message).toBe(`pods "a" is forbidden: ${says}`);
  const plain = await create({ nodeName: 'n' }, mirror);
  expect([plain.status, plain.spec.serviceAccountName]).toEqual([201, undefined]);
});

it('what somebody calls a secret is none to a mirror pod', async () => {
  const { create } = await open();
  const spec = {
    nodeName: 'n',
    nodeSelector: { secretName: 'a' },
    volumes: [{ name: 'v', csi: { driver: 'd', volumeAttributes: { secretRef: 'a' } } }],
  };
  expect((await create(spec, { 'kubernetes.io/config.mirror': 'x' })).status).toBe(201);
});

it('a pod without containers is refused for that, and gets no token', async () => {
  const { create } = await open();
  for (const none of [{ containers: [] }, { containers: undefined }]) {
    const { status, message } = await create(none);
    expect([status, message]).toEqual([422, 'Pod "a" is invalid: spec.containers: Required value']);
  }
});
