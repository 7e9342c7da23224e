import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';
import { encodeProtobuf, protobufMediaType } from './index.ts';

const headers = { 'content-type': protobufMediaType };
const configMaps = '/api/v1/namespaces/default/configmaps';

function varied(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** What `kubectl create configmap web` sends. */
const web = varied('k8s\0\n\x0f\n\x02v1\x12\tConfigMap\x12\x0b\n\t\n\x03web\x12\0\x1a\0\x1a\0"\0');
/** DeleteOptions with preconditions of the uid `other`. */
const options = varied('k8s\0\n\x13\n\x02v1\x12\rDeleteOptions\x12\t\x12\x07\n\x05other');

test('an object in protobuf is created', async () => {
  const api = await openApi();
  const created = await api.call('POST', configMaps, web, headers);
  expect(created).toMatchObject({ status: 201, body: { kind: 'ConfigMap', metadata: { name: 'web' } } });
  const got = await api.call('GET', `${configMaps}/web`);
  expect(got.body).toEqual(created.body);
});

test('options of a deletion in protobuf count', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, web, headers);
  const refused = await api.call('DELETE', `${configMaps}/web`, options, headers);
  expect(refused.status).toBe(409);
  expect(refused.body.message).toContain('the UID in the precondition (other)');
});

test('what is not protobuf is a bad request, and another kind is one too', async () => {
  const api = await openApi();
  const json = await api.call('POST', configMaps, '{}', headers);
  expect(json).toMatchObject({ status: 400, body: { reason: 'BadRequest' } });
  expect(json.body.message).toContain('does not appear to be a protobuf message');
  const other = await api.call('POST', '/api/v1/namespaces/default/secrets', web, headers);
  expect(other.body).toMatchObject({ code: 400 });
  expect(other.body.message).toContain('converting (v1.ConfigMap) to (core.Secret)');
});

test('a media type that is not known is answered with those that are', async () => {
  const api = await openApi();
  const { status, body } = await api.call('POST', configMaps, 'x', { 'content-type': 'text/plain' });
  expect(status).toBe(415);
  expect(body.message).toContain('application/json, application/yaml, application/vnd.kubernetes.protobuf');
});

test('what is kept as it came is written as Go writes it, by whose bytes it is known again', () => {
  const data = { args: ['a && b > c'] };
  const revision = { kind: 'ControllerRevision', apiVersion: 'apps/v1', data, revision: 1 };
  const bytes = encodeProtobuf(revision).toString('latin1');
  expect(bytes).toContain('{"args":["a \\u0026\\u0026 b \\u003e c"]}');
});
