import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';

const path = '/api/v1/namespaces/default/configmaps';
const jsonPatch = { 'content-type': 'application/json-patch+json' };
const typo = '[{"op":"add","path":"/data/b","value":"2","valeu":"3"}]';
const twice = '[{"op":"add","path":"/data/b","value":"3","value":"2"}]';
const nothing = '[{"op":"test","path":"/data/a","value":"1","note":"x"}]';

async function patched(patch: string, validation: string) {
  const api = await openApi();
  await api.call('POST', path, { metadata: { name: 'a' }, data: { a: '1' } });
  return api.call('PATCH', `${path}/a?fieldValidation=${validation}`, patch, jsonPatch);
}

test.each([
  [typo, 'json patch unknown field "[0].valeu"', { a: '1', b: '2' }],
  [twice, 'json patch duplicate field "[0].value"', { a: '1', b: '2' }],
  [nothing, 'json patch unknown field "[0].note"', { a: '1' }],
])('what is no part of the JSON patch %s is told as asked', async (patch, says, data) => {
  const strict = await patched(patch, 'Strict');
  expect(strict.status).toBe(422);
  expect(strict.body.message).toMatch(
    /^ "" is invalid: patch: Invalid value: "\{.*: strict decoding error: /,
  );
  expect(strict.body.message.endsWith(says)).toBe(true);
  const warned = await patched(patch, 'Warn');
  expect(warned.headers.warning).toBe(`299 - "${says.replaceAll('"', '\\"')}"`);
  expect(warned.body.data).toEqual(data);
  const ignored = await patched(patch, 'Ignore');
  expect(ignored.headers.warning).toBeUndefined();
  expect(ignored.body.data).toEqual(data);
});

test('a Scale is patched as strictly as what it is of', async () => {
  const api = await openApi();
  const labels = { app: 'a' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a' }] } };
  const spec = { replicas: 1, selector: { matchLabels: labels }, template };
  const replicaSets = '/apis/apps/v1/namespaces/default/replicasets';
  await api.call('POST', replicaSets, { metadata: { name: 'a' }, spec });
  const merge = { 'content-type': 'application/merge-patch+json' };
  const patch = (body: object) =>
    api.call('PATCH', `${replicaSets}/a/scale?fieldValidation=Strict`, body, merge);
  expect((await patch({ spec: { replica: 2 } })).body.message).toContain('unknown field "spec.replica"');
  const wrong = await patch({ spec: { replicas: 'two' } });
  expect(wrong.status).toBe(422);
  expect(wrong.body.message).toMatch(
    /^ "" is invalid: patch: .*string into Go struct field ScaleSpec\.spec\.replicas of type int32$/,
  );
  expect((await patch({ spec: { replicas: 2 } })).body.spec).toEqual({ replicas: 2 });
});

test('what a merge patch has touched is told with its members sorted', async () => {
  const api = await openApi();
  await api.call('POST', path, { metadata: { name: 'a', labels: { z: '1', b: '2' } } });
  const { body } = await api.call('PATCH', `${path}/a`, '{"metadata":{"resourceVersion":{}}}', {
    'content-type': 'application/merge-patch+json',
  });
  expect(body.message).toMatch(
    /Invalid value: "\{\\"apiVersion\\":\\"v1\\",\\"kind\\":\\"ConfigMap\\",\\"metadata\\":\{\\"creationTimestamp\\".*\\"labels\\":\{\\"b\\".*\\"name\\".*\\"resourceVersion\\":\{\},\\"uid\\"/,
  );
});

/** What Kubernetes 1.36 tells, but for the object's own values. */
test('what a patch names is told sorted, what it puts in the place of a map as it came, all else as it is written', async () => {
  const api = await openApi();
  const merge = { 'content-type': 'application/merge-patch+json' };
  const pods = '/api/v1/namespaces/default/pods';
  const spec = { containers: [{ name: 'a', image: 'b' }], securityContext: { runAsUser: 1 } };
  await api.call('POST', pods, { metadata: { name: 'p' }, spec });
  const patch = async (body: object, validation = 'Warn') =>
    (await api.call('PATCH', `${pods}/p?fieldValidation=${validation}`, body, merge)).body.message;
  const message = await patch({
    metadata: { labels: { a: '<&>' } },
    spec: { securityContext: [{ z: 1, a: 2 }] },
  });
  const text: string = JSON.parse(/Invalid value: (".*"): json/.exec(message)?.[1] ?? '""');
  expect(text).toContain(String.raw`"generation":1,"labels":{"a":"\u003c\u0026\u003e"},"managedFields":[{`);
  expect(text).toContain('"operation":"Update","apiVersion":"v1","time":"2026-01-01T00:00:00Z","fieldsType"');
  expect(text).toContain('"securityContext":[{"z":1,"a":2}]');
  const livenessProbe = { exec: { command: ['a'] }, y: 1 };
  const unknown = await patch(
    { spec: { containers: [{ name: 'a', image: 'b', z: 1, livenessProbe, c: 1 }] } },
    'Strict',
  );
  const fields = ['c', 'livenessProbe.y', 'z'].map((field) => `unknown field "spec.containers[0].${field}"`);
  expect(unknown.endsWith(`strict decoding error: ${fields.join(', ')}`)).toBe(true);
});

test('a JSON patch is told with what its paths lead through sorted, and what it puts there as it came', async () => {
  const api = await openApi();
  const pods = '/api/v1/namespaces/default/pods';
  const containers = ['a', 'c'].map((name) => ({ name, image: 'b' }));
  await api.call('POST', pods, { metadata: { name: 'p' }, spec: { containers } });
  const ops = [{ op: 'replace', path: '/spec/containers/0/image', value: { z: 1, a: 2 } }];
  const { message } = (await api.call('PATCH', `${pods}/p`, ops, jsonPatch)).body;
  const text: string = JSON.parse(/Invalid value: (".*"): json/.exec(message)?.[1] ?? '""');
  expect(text).toContain('"containers":[{"image":{"z":1,"a":2},"imagePullPolicy":"Always","name":"a",');
  expect(text).toContain(',{"name":"c","image":"b",');
});
