// The webhooks as an API server calls them: a review goes in at the path of the manifest, and one comes out.
import { readFileSync } from 'node:fs';
import type { AdmissionRequest, Manager } from 'homeostat';
import { startCluster, type TestCluster } from 'homeostat/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Website, website, websites } from './website.ts';
import { addWebsiteWebhooks } from './website-webhooks.ts';

let cluster: TestCluster;
let server: Manager['webhookServer'];
beforeAll(async () => {
  const operator = (manager: Manager) => {
    addWebsiteWebhooks(manager);
    server = manager.webhookServer;
  };
  cluster = await startCluster({ crds: [website.definition], managers: { operator } });
});
afterAll(() => cluster.close());

const home: Website = {
  apiVersion: 'example.com/v1alpha1',
  kind: 'Website',
  metadata: { namespace: 'default', name: 'home' },
  spec: { image: 'nginx:1.27', replicas: 2, port: 80 },
};

interface Review {
  readonly response: {
    readonly uid: string;
    readonly allowed: boolean;
    readonly status?: { readonly code: number; readonly message?: string };
    readonly patch?: string;
    readonly warnings?: readonly string[];
  };
}

const paths = {
  mutate: '/mutate-example-com-v1alpha1-website',
  validate: '/validate-example-com-v1alpha1-website',
};

async function ask(path: string, object: Website, oldObject?: Website) {
  const { group, version, kind, resource } = websites;
  const request: AdmissionRequest = {
    uid: '1',
    kind: { group, version, kind },
    resource: { group, version, resource },
    operation: oldObject === undefined ? 'CREATE' : 'UPDATE',
    userInfo: { username: 'ann' },
    object,
    ...(oldObject && { oldObject }),
  };
  const review = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request };
  const url = `https://website-operator.example.com${path}`;
  const { response } = (await cluster.run(() => server.call({ url }, review))) as Review;
  return response;
}

const withSpec = (spec: Partial<Website['spec']>): Website => ({ ...home, spec: { ...home.spec, ...spec } });

test('an image without a tag gets one', async () => {
  const { allowed, patch = '' } = await ask(paths.mutate, withSpec({ image: 'registry:5000/nginx' }));
  expect(allowed).toBe(true);
  expect(JSON.parse(Buffer.from(patch, 'base64').toString())).toEqual([
    { op: 'replace', path: '/spec/image', value: 'registry:5000/nginx:latest' },
  ]);
  expect(await ask(paths.mutate, home)).toMatchObject({ allowed: true });
  expect((await ask(paths.mutate, home)).patch).toBeUndefined();
});

test('what has no image is left to the schema', async () => {
  const answer = await ask(paths.mutate, { ...home, spec: {} } as Website);
  expect([answer.allowed, answer.patch]).toEqual([true, undefined]);
});

test('a port stays as it is', async () => {
  expect(await ask(paths.validate, withSpec({ port: 81 }), home)).toMatchObject({
    uid: '1',
    allowed: false,
    status: { code: 403, message: 'spec.port may not be changed' },
  });
  expect(await ask(paths.validate, withSpec({ replicas: 3 }), home)).toMatchObject({ allowed: true });
});

test('a host is no other than a name of DNS, and no pods are warned of', async () => {
  expect(await ask(paths.validate, withSpec({ host: 'Home_Page' }))).toMatchObject({
    allowed: false,
    status: { message: 'spec.host: "Home_Page" is no name of DNS' },
  });
  expect(await ask(paths.validate, withSpec({ replicas: 0, host: 'a.example.org' }))).toMatchObject({
    allowed: true,
    warnings: ['no pod will serve this website'],
  });
});

test('the manifests name the paths at which they are served', () => {
  const manifests = readFileSync(new URL('../config/webhook/manifests.yaml', import.meta.url), 'utf8');
  const named = [...manifests.matchAll(/path: (\S+)/g)].map(([, path]) => path);
  expect(named).toEqual(Object.values(paths));
  expect(named.filter((path = '') => !server.has(path))).toEqual([]);
});
