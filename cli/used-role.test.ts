import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { coreV1, startCluster } from '../index.ts';
import { openRequestLog } from './request-log.ts';
import { usedPermissions } from './used-role.ts';

const folder = mkdtempSync(join(tmpdir(), 'homeostat-requests-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rule = (resources: readonly string[], ...verbs: readonly string[]) => ({
  apiGroups: [''],
  resources,
  verbs,
});

test('the log of a cluster has what its clients ask for', async () => {
  const path = join(folder, 'requests.jsonl');
  const cluster = await startCluster({ nodes: 0, controllers: [], scheduler: false });
  openRequestLog(path)(cluster.environment.trace);
  const client = cluster.client('painter/1.2 (linux)');
  const key = { namespace: 'default', name: 'colours' };
  await client.create(coreV1.configMaps, { metadata: key });
  await client.patch(coreV1.configMaps, key, { type: 'merge', body: { data: { a: 'blue' } } });
  await client.delete(coreV1.configMaps, key);
  await cluster.stop();
  const used = usedPermissions(readFileSync(path, 'utf8'), path);
  expect(used.roleOf(['painter'])).toMatchObject({
    kind: 'Role',
    metadata: { name: 'painter', namespace: 'default' },
    rules: [rule(['configmaps'], 'create', 'delete', 'patch')],
  });
});

test('an audit log of Kubernetes is read, by user and by client', () => {
  const event = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    verb: 'list',
    user: { username: 'system:serviceaccount:default:painter' },
    userAgent: 'painter/v0.0.0 (linux/amd64) kubernetes/$Format',
    objectRef: { resource: 'pods', apiVersion: 'v1' },
  };
  const scale = {
    ...event.objectRef,
    namespace: 'shop',
    resource: 'deployments',
    apiGroup: 'apps',
    subresource: 'scale',
  };
  const health = { ...event, objectRef: undefined, requestURI: '/healthz' };
  const lines = [event, { ...event, verb: 'update', objectRef: scale }, health].map((line) =>
    JSON.stringify(line),
  );
  const used = usedPermissions(lines.join('\n'), 'audit.log');
  const rules = [
    rule(['pods'], 'list'),
    { apiGroups: ['apps'], resources: ['deployments/scale'], verbs: ['update'] },
  ];
  expect(used.roleOf(['painter'])).toMatchObject({ kind: 'ClusterRole', rules });
  expect(used.roleOf([event.user.username])).toMatchObject({ rules });
});

test('what is no JSON is told with its line', () => {
  expect(() => usedPermissions('{}\n\nnothing\n', 'requests.jsonl')).toThrow(
    'requests.jsonl:3: no line of JSON',
  );
});
