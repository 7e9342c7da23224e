import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openApi } from '../../testing/open-api.ts';

const merge = { 'content-type': 'application/merge-patch+json' };
const claims = '/apis/resource.k8s.io/v1/namespaces/default/resourceclaims';
const status = `${claims}/c/status`;
const exactly = { deviceClassName: 'gpu' };
const requests = [
  { name: 'r', exactly },
  { name: 'f', firstAvailable: [{ name: 'a', ...exactly }] },
];
const device = { driver: 'gpu.example.com', pool: 'p', device: 'd' };
const allocated = {
  allocation: { devices: { results: [{ request: 'r', ...device }] } },
  devices: [device],
  reservedFor: [{ resource: 'pods', name: 'p', uid: '1' }],
};
const needsLabel =
  'admin access to devices requires the `resource.kubernetes.io/admin-access: true` label on the containing namespace';

async function open(finalizers: readonly string[] = []) {
  const api = await openApi();
  await api.call('POST', claims, { metadata: { name: 'c', finalizers }, spec: { devices: { requests } } });
  const set = (given: object, query = '') => api.call('PATCH', `${status}${query}`, { status: given }, merge);
  return { ...api, set };
}

interface Cause {
  readonly field: string;
  readonly message: string;
}

const told = (causes: readonly Cause[] = []) => causes.map(({ field, message }) => `${field}: ${message}`);

test('what a claim is said to have is judged as Kubernetes judges it', async () => {
  const { set } = await open();
  const file = new URL('../../../test/vectors/claim-status.jsonl', import.meta.url);
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const { in: given, out } = JSON.parse(line);
    const { body } = await set(given, '?dryRun=All');
    expect(told(body.details?.causes)).toEqual(out);
  }
});

test('what was allocated stays until nothing is, and what is said of its devices goes with it', async () => {
  const { set } = await open();
  await set(allocated);
  const other = { allocation: { devices: { results: [{ request: 'r', ...device, device: 'e' }] } } };
  expect((await set(other)).body.message).toContain(
    '"NodeSelector":null,"AllocationTimestamp":null}: field is immutable',
  );
  expect((await set({ allocation: null })).body.message).toContain(
    'may not be specified when `allocated` is not set',
  );
  expect((await set({ allocation: null, reservedFor: null })).body.status).toEqual({});
});

test('a claim that goes gets no more consumers', async () => {
  const { set, call } = await open(['example.com/kept']);
  await set(allocated);
  await call('DELETE', `${claims}/c`);
  const more = [...allocated.reservedFor, { resource: 'pods', name: 'q', uid: '2' }];
  expect((await set({ reservedFor: more })).body.message).toContain('new entries may not be added while');
  expect((await set({ reservedFor: [] })).status).toBe(200);
});

test('devices of others may be looked at where the namespace allows it', async () => {
  const { call, set } = await open();
  const spec = { devices: { requests: [{ name: 'r', exactly: { ...exactly, adminAccess: true } }] } };
  const kinds = [
    ['resourceclaims', { metadata: { name: 'a' }, spec }],
    ['resourceclaimtemplates', { metadata: { name: 'a' }, spec: { spec } }],
  ] as const;
  const answers = async () => {
    const causes: string[][] = [];
    for (const [resource, object] of kinds) {
      const { body } = await call('POST', `${claims.replace('resourceclaims', resource)}?dryRun=All`, object);
      causes.push(told(body.details?.causes));
    }
    return causes;
  };
  const refused = [`spec.devices.requests[0].adminAccess: Forbidden: ${needsLabel}`];
  expect(await answers()).toEqual([refused, refused]);
  const labels = { 'resource.kubernetes.io/admin-access': 'true' };
  await call('PATCH', '/api/v1/namespaces/default', { metadata: { labels } }, merge);
  expect(await answers()).toEqual([[], []]);
  const result = { request: 'r', ...device, adminAccess: true };
  await set({ allocation: { devices: { results: [result] } } });
  await call('PATCH', '/api/v1/namespaces/default', { metadata: { labels: null } }, merge);
  expect((await set({ reservedFor: allocated.reservedFor })).status).toBe(200);
});
