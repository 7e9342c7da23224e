// The webhooks as users meet them: the API server calls them by the manifests of this project.
import type { AdmissionRequest, Manager } from 'homeostat';
import { startCluster, type TestCluster } from 'homeostat/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Website, website, websites } from './website.ts';
import { addWebsiteWebhooks } from './website-webhooks.ts';

const manifests = new URL('../config/webhook/manifests.yaml', import.meta.url).pathname;

let cluster: TestCluster;
let server: Manager['webhookServer'];
beforeEach(async () => {
  const operator = (manager: Manager) => {
    addWebsiteWebhooks(manager);
    server = manager.webhookServer;
  };
  cluster = await startCluster({
    crds: [website.definition],
    managers: { operator },
    webhookConfigurations: [manifests],
  });
});
afterEach(() => cluster.close());

const key = { namespace: 'default', name: 'home' };

function home(spec: Partial<Website['spec']> = {}): Website {
  return { metadata: key, spec: { image: 'nginx:1.27', replicas: 2, port: 80, ...spec } };
}

function changed(spec: Partial<Website['spec']>): Promise<Website> {
  return cluster.client.patch(websites, key, { type: 'merge', body: { spec } });
}

test('an image without a tag gets one', async () => {
  const { spec } = await cluster.client.create(websites, home({ image: 'registry:5000/nginx' }));
  expect(spec.image).toBe('registry:5000/nginx:latest');
  expect((await changed({ image: 'nginx' })).spec.image).toBe('nginx:latest');
});

test('what has no image is left to the schema', async () => {
  const none = { metadata: key, spec: {} } as Website;
  await expect(cluster.client.create(websites, none)).rejects.toThrow('spec.image: Required value');
});

test('a port stays as it is', async () => {
  await cluster.client.create(websites, home());
  await expect(changed({ port: 81 })).rejects.toMatchObject({
    status: {
      code: 403,
      message:
        'admission webhook "validate.websites.example.com" denied the request: spec.port may not be changed',
    },
  });
  expect((await changed({ replicas: 3 })).spec.replicas).toBe(3);
});

test('a host is no other than a name of DNS', async () => {
  await expect(cluster.client.create(websites, home({ host: 'Home_Page' }))).rejects.toThrow(
    'spec.host: "Home_Page" is no name of DNS',
  );
});

test('that no pod serves a website is worth a warning', async () => {
  const { group, version, kind, resource } = websites;
  const request: AdmissionRequest = {
    uid: '1',
    kind: { group, version, kind },
    resource: { group, version, resource },
    operation: 'CREATE',
    userInfo: { username: 'ann' },
    object: home({ replicas: 0, host: 'a.example.org' }),
  };
  const review = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request };
  const url = 'https://website-operator.example.com/validate-example-com-v1alpha1-website';
  expect(await cluster.run(() => server.call({ url }, review))).toMatchObject({
    response: { allowed: true, warnings: ['no pod will serve this website'] },
  });
});
