import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';

const base = '/api/v1/namespaces/default';
const a = `${base}/pods/a/binding`;
const target = { name: 'n1' };

async function withPod(spec: object = {}, status?: object) {
  const api = await openApi();
  const containers = [{ name: 'web', image: 'nginx' }];
  const { body } = await api.call('POST', `${base}/pods`, {
    metadata: { name: 'a', labels: { app: 'web' } },
    spec: { containers, ...spec },
  });
  if (status !== undefined) await api.call('PUT', `${base}/pods/a/status`, { ...body, status });
  return api;
}

const noName = 'name in URL does not match name in Binding object';
const elsewhere = 'the namespace of the provided object does not match the namespace sent on the request';

/** What Kubernetes 1.36 answers. */
test.each([
  [a, {}, 400, noName],
  [a, { metadata: { generateName: 'a' }, target }, 400, noName],
  [a, { metadata: { name: 'b' }, target }, 400, noName],
  [a, { metadata: { name: 'a' } }, 500, 'target.name: Required value'],
  [
    a,
    { metadata: { name: 'a' }, target: { name: 'n1', kind: 'Pod' } },
    500,
    'target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"',
  ],
  [a, { metadata: { name: 'a', namespace: 'other' }, target }, 400, elsewhere],
  [
    a,
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } },
    400,
    'Pod in version "v1" cannot be handled as a Binding: converting (v1.Pod) to (core.Binding): unknown conversion',
  ],
  [`${base}/bindings`, {}, 500, 'target.name: Required value'],
  [`${base}/bindings`, { target }, 400, 'Name parameter required.'],
])('a POST to %s of %j is refused', async (path, body, code, message) => {
  const api = await withPod();
  const bytes = Buffer.from(JSON.stringify({ apiVersion: 'v1', kind: 'Binding', ...body }));
  const answer = await api.call('POST', path, bytes);
  expect([answer.status, answer.body.message]).toEqual([code, message]);
});

test('a binding may be meant for one pod, in one state; to the collection of bindings its uid says nothing', async () => {
  const api = await withPod();
  const conflict = async (path: string, metadata: object) => {
    const { status, body } = await api.call('POST', path, { metadata: { name: 'a', ...metadata }, target });
    return `${status} ${body.message ?? ''}`;
  };
  const key = 'StorageError: invalid object, Code: 4, Key: /registry/pods/default/a, ResourceVersion: 0';
  const failed = `409 Operation cannot be fulfilled on pods "a": ${key}, AdditionalErrorMsg: Precondition failed:`;
  expect(await conflict(a, { uid: 'x' })).toContain(`${failed} UID in precondition: x, UID in object meta: `);
  expect(await conflict(a, { resourceVersion: '1' })).toContain(
    `${failed} ResourceVersion in precondition: 1,`,
  );
  expect(await conflict(`${a}?dryRun=All`, { uid: 'x' })).toContain('Key: /pods/default/a,');
  expect(await conflict(`${base}/bindings`, { uid: 'x' })).toBe('201 ');
});

test('labels and annotations go over to the pod, and no node is meant for it any more', async () => {
  const api = await withPod({}, { nominatedNodeName: 'n2' });
  const metadata = { name: 'a', labels: { zone: 'b' }, annotations: { x: 'y' } };
  expect((await api.call('POST', a, { metadata, target })).status).toBe(201);
  const { body } = await api.call('GET', `${base}/pods/a`);
  expect(body.metadata).toMatchObject({ labels: { app: 'web', zone: 'b' }, annotations: { x: 'y' } });
  expect([body.spec.nodeName, body.status.nominatedNodeName]).toEqual(['n1', undefined]);
});
