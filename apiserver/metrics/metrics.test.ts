import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';

test('requests are counted by what they ask for and how they are answered', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  await api.call('GET', configMaps);
  await api.call('GET', `${configMaps}/a`);
  await api.call(
    'PATCH',
    `${configMaps}/a?dryRun=All`,
    {},
    { 'content-type': 'application/merge-patch+json' },
  );
  await api.call('GET', '/healthz');
  await api.call('GET', '/nothing');
  const { status, headers, body } = await api.call('GET', '/metrics');
  expect([status, headers['content-type']]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8; escaping=underscores',
  ]);
  const counted = (code: number, dryRun: string, scope: string, verb: string, times: number) =>
    `apiserver_request_total{code="${code}",component="apiserver",dry_run="${dryRun}",group="",resource="configmaps",scope="${scope}",subresource="",verb="${verb}",version="v1"} ${times}\n`;
  expect(body).toContain(counted(201, '', 'resource', 'POST', 1));
  expect(body).toContain(counted(409, '', 'resource', 'POST', 1));
  expect(body).toContain(counted(200, '', 'namespace', 'LIST', 1));
  expect(body).toContain(counted(200, '', 'resource', 'GET', 1));
  expect(body).toContain(counted(200, 'All', 'resource', 'PATCH', 1));
  expect(body).toContain('subresource="/healthz",verb="GET",version=""} 1\n');
  expect(body).not.toContain('nothing');
});

test('objects are counted by resource, and answers by how long they took', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const { body } = await api.call('GET', '/metrics');
  expect(body).toContain('# TYPE apiserver_storage_objects gauge\n');
  expect(body).toMatch(/apiserver_storage_objects\{resource="configmaps"\} [1-9]/);
  expect(body).toMatch(/apiserver_resource_objects\{group="apps",resource="deployments"\} 0\n/);
  expect(body).toMatch(
    /apiserver_request_duration_seconds_bucket\{.*resource="configmaps".*le="0\.005"\} 1\n/,
  );
  expect(body).toMatch(/apiserver_request_duration_seconds_count\{.*resource="configmaps".*\} 1\n/);
  expect(body).toContain('kubernetes_build_info{');
});
