import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';

test('who accepts aggregated discovery and nothing else gets it', async () => {
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const { status, headers, body } = await (await openApi()).call('GET', '/apis', undefined, { accept });
  expect([status, headers['content-type'], body.kind]).toEqual([200, accept, 'APIGroupDiscoveryList']);
});

test.each([
  ['GET', '/apis', 'only the following media types are accepted: application/json, application/yaml, '],
  [
    'GET',
    '/api/v1',
    '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, ',
  ],
  ['GET', '/version', '406: Not Acceptable\n\nAvailable representations: application/json'],
  [
    'POST',
    configMaps,
    '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, ',
  ],
])('%s %s for who can read no answer is refused in JSON for people', async (method, path, message) => {
  const api = await openApi();
  const accept = { accept: 'text/html' };
  const refused = await api.call(method, path, { metadata: { name: 'a' } }, accept);
  expect([refused.status, refused.headers['content-type']]).toEqual([406, 'application/json']);
  expect(refused.body).toMatch(/^\{\n {2}"kind": "Status",\n/);
  expect(JSON.parse(refused.body).message).toContain(message);
  expect((await api.call('GET', `${configMaps}/a`)).status).toBe(404);
});

test('what is said of the version, and of the paths there are, is JSON for whoever asks', async () => {
  const api = await openApi();
  const accept = { accept: 'application/yaml' };
  expect((await api.call('GET', '/', undefined, accept)).headers['content-type']).toBe('application/json');
  const version = await api.call('GET', '/version', undefined, accept);
  expect([version.status, version.headers['content-type']]).toEqual([406, 'application/yaml']);
});
