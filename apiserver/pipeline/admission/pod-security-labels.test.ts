import { expect, test } from 'vitest';
import { openApi } from '../../testing/open-api.ts';

const namespaces = '/api/v1/namespaces';
const key = (name: string) => `pod-security.kubernetes.io/${name}`;

test('a namespace says in known words how safe its pods must be', async () => {
  const api = await openApi();
  const create = (labels: object) => api.call('POST', namespaces, { metadata: { name: 'a', labels } });
  const { status, body } = await create({ [key('warn-version')]: '1.2', [key('enforce')]: 'x' });
  expect(status).toBe(422);
  expect(body.message).toBe(
    `Namespace "a" is invalid: [metadata.labels[${key('enforce')}]: Invalid value: "x": must be one of privileged, baseline, restricted, metadata.labels[${key('warn-version')}]: Invalid value: "1.2": must be "latest" or "v1.x"]`,
  );
  const good = {
    [key('enforce')]: 'baseline',
    [key('audit-version')]: 'v1.30',
    [key('warn-version')]: 'latest',
  };
  expect((await create(good)).status).toBe(201);
  const spoiled = await api.call('PUT', `${namespaces}/a`, {
    metadata: { name: 'a', labels: { [key('audit')]: '' } },
  });
  expect(spoiled.status).toBe(422);
});
