import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';

/** What nobody means to send: each is refused in Kubernetes' words, and none is an error of the server. */
const configMaps = '/api/v1/namespaces/default/configmaps';
const pods = '/api/v1/namespaces/default/pods';
const services = '/api/v1/namespaces/default/services';
const container = { name: 'web', image: 'nginx' };

test.each([
  [
    pods,
    { spec: { containers: { name: 'c', image: 'nginx' } } },
    'object into Go struct field PodSpec.spec.containers of type []v1.Container',
  ],
  [
    pods,
    { spec: { containers: [container], tolerations: {} } },
    'object into Go struct field PodSpec.spec.tolerations of type []v1.Toleration',
  ],
  [
    services,
    { spec: { clusterIP: 10, ports: [{ port: 80 }] } },
    'number into Go struct field ServiceSpec.spec.clusterIP of type string',
  ],
  [
    configMaps,
    { metadata: { name: 'a', annotations: { a: ['x'] } } },
    'array into Go struct field ObjectMeta.metadata.annotations of type string',
  ],
  [
    configMaps,
    { metadata: { name: 'a', finalizers: 'x' } },
    'string into Go struct field ObjectMeta.metadata.finalizers of type []string',
  ],
])('a wrong type is told before anything reads it: %s %j', async (path, object, says) => {
  const api = await openApi();
  const named = { metadata: { name: 'a' }, ...object };
  for (const body of [JSON.stringify(named), named]) {
    const answer = await api.call('POST', path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.message).toContain(`json: cannot unmarshal ${says}`);
  }
});

test.each([
  [pods, { spec: { containers: [null] } }, 422, 'spec.containers[0].name: Required value'],
  [services, { spec: { ports: [null] } }, 422, 'spec.ports[0].port'],
  [pods, { spec: { containers: [{ ...container, args: ['a', null] }] } }, 201, '"args":["a",""]'],
  [configMaps, { metadata: { name: 'a', labels: { a: null } } }, 201, '"labels":{"a":""}'],
  [configMaps, { kind: null, apiVersion: null }, 201, '"kind":"ConfigMap"'],
])('a null is the zero of its type: %s %j', async (path, object, code, says) => {
  const api = await openApi();
  const { status, body } = await api.call(
    'POST',
    path,
    JSON.stringify({ metadata: { name: 'a' }, ...object }),
  );
  expect(status).toBe(code);
  expect(JSON.stringify(body)).toContain(says);
});

test.each([
  [
    '{"gracePeriodSeconds":1e18}',
    400,
    'json: cannot unmarshal number 1e18 into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
  ],
  [
    '{"gracePeriodSeconds":"x"}',
    400,
    'string into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
  ],
  [
    '{"preconditions":5}',
    400,
    'number into Go struct field DeleteOptions.preconditions of type v1.Preconditions',
  ],
  [
    '{"preconditions":{"uid":[]}}',
    400,
    'array into Go struct field Preconditions.preconditions.uid of type types.UID',
  ],
  ['{"dryRun":"All"}', 400, 'string into Go struct field DeleteOptions.dryRun of type []string'],
  ['{"propagationPolicy":"x"}', 422, 'propagationPolicy: Unsupported value: "x"'],
  ['{"finalizers":"x"}', 200, ''],
  ['{"gracePeriodSeconds":-5}', 200, ''],
  ['[]', 400, 'cannot unmarshal array into Go value'],
])('a delete with %s is %i', async (options, code, says) => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const { status, body } = await api.call('DELETE', `${configMaps}/a`, options);
  expect(status).toBe(code);
  expect(body.message ?? '').toContain(says);
});

test('a grace period of centuries ends when 64 bits of nanoseconds say so', async () => {
  const api = await openApi();
  await api.call('POST', pods, { metadata: { name: 'a' }, spec: { nodeName: 'n', containers: [container] } });
  const path = `${pods}/a?gracePeriodSeconds=1000000000000000`;
  const { status, body } = await api.call('DELETE', path);
  expect(status).toBe(200);
  expect(body.metadata.deletionGracePeriodSeconds).toBe(1_000_000_000_000_000);
  expect(body.metadata.deletionTimestamp).toMatch(/^\d{4}-\d\d-\d\dT/);
  const again = await api.call('DELETE', `${pods}/a`, '{"gracePeriodSeconds":9007199254740993}');
  expect(again.status).toBe(200);
});

const token = (fields: object) =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', ...fields })).toString('base64url');
const invalidToken = 'invalid continue token: continue key is not valid: ';

test.each([
  [
    token({ rv: 1.5, start: 'a' }),
    400,
    `${invalidToken}json: cannot unmarshal number 1.5 into Go struct field continueToken.rv of type int64`,
  ],
  [
    token({ rv: 'x', start: 'a' }),
    400,
    `${invalidToken}json: cannot unmarshal string into Go struct field continueToken.rv of type int64`,
  ],
  [
    token({ rv: 1, start: 5 }),
    400,
    `${invalidToken}json: cannot unmarshal number into Go struct field continueToken.start of type string`,
  ],
  [
    token({ v: {}, rv: 1, start: 'a' }),
    400,
    `${invalidToken}json: cannot unmarshal object into Go struct field continueToken.v of type string`,
  ],
  [
    Buffer.from('[]').toString('base64url'),
    400,
    `${invalidToken}json: cannot unmarshal array into Go value of type storage.continueToken`,
  ],
  [token({ rv: 1, start: '../a' }), 400, `${invalidToken}../a`],
  [token({ rv: 1e18, start: 'a' }), 504, 'Too large resource version'],
])('a list that goes on from %s is %i', async (text, code, says) => {
  const api = await openApi();
  const { status, body } = await api.call('GET', `${configMaps}?limit=1&continue=${text}`);
  expect(status).toBe(code);
  expect(body.message).toContain(says);
});

const beyondUint64 = '18446744073709551616';

test.each([
  ['/a?resourceVersion=9007199254740993', 504, 'Too large resource version: 9007199254740993, current: '],
  [
    '?resourceVersion=18446744073709551615',
    504,
    'Too large resource version: 18446744073709551615, current: ',
  ],
  [
    `?resourceVersion=${beyondUint64}`,
    400,
    `strconv.ParseUint: parsing "${beyondUint64}": value out of range`,
  ],
  [
    `/a?resourceVersion=${beyondUint64}`,
    500,
    `strconv.ParseUint: parsing "${beyondUint64}": value out of range`,
  ],
  ['?limit=9223372036854775808', 400, 'strconv.ParseInt: parsing "9223372036854775808": value out of range'],
  ['?timeoutSeconds=1.5', 400, 'strconv.ParseInt: parsing "1.5": invalid syntax'],
])('a read of %s is %i', async (query, code, says) => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const { status, body } = await api.call('GET', `${configMaps}${query}`);
  expect(status).toBe(code);
  expect(body.message).toContain(says);
});

test('a limit of all that 64 bits hold is no limit; a watch from far ahead waits', async () => {
  const api = await openApi();
  expect((await api.call('GET', `${configMaps}?limit=9223372036854775807`)).status).toBe(200);
  const log = await api.watch(`${configMaps}?watch=1&resourceVersion=18446744073709551615`);
  expect(log.texts).toEqual([]);
});

test.each([
  ['9007199254740993', 409],
  ['18446744073709551615', 409],
  [beyondUint64, 500],
])('an update that was read at %s is %i', async (resourceVersion, code) => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const object = { metadata: { name: 'a', resourceVersion }, data: { a: 'b' } };
  expect((await api.call('PUT', `${configMaps}/a`, object)).status).toBe(code);
});

test.each([
  ['/%zz', 400, 'invalid URL escape "%zz"'],
  ['/%', 400, 'invalid URL escape "%"'],
  ['/..', 400, `Name parameter invalid: "..": may not be '..'`],
  ['/a%25', 400, `Name parameter invalid: "a%": may not contain '%'`],
  ['/%ED%A0%80', 404, 'not found'],
  ['/%00', 404, 'not found'],
  ['/a%2Fb', 404, 'could not find the requested resource'],
  [`/${'x'.repeat(10_000)}`, 404, 'not found'],
])('a path that ends in %s is %i', async (name, code, says) => {
  const api = await openApi();
  const { status, body } = await api.call('GET', `${configMaps}${name}`);
  expect(status).toBe(code);
  expect(body.message).toContain(says);
});

test.each([
  [
    '{"metadata":{"name":"a","generation":9223372036854775808}}',
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number 9223372036854775808 into Go struct field ObjectMeta.metadata.generation of type int64',
  ],
])('a number that cannot be held is a bad request: %s', async (body, message) => {
  const api = await openApi();
  const answer = await api.call('POST', configMaps, body);
  expect({ status: answer.status, message: answer.body.message }).toEqual({ status: 400, message });
});

test('a patch with a number that cannot be held is a bad request', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const headers = { 'content-type': 'application/merge-patch+json' };
  const { status, body } = await api.call('PATCH', `${configMaps}/a`, '{"data":{"a":1e999}}', headers);
  expect({ status, message: body.message }).toEqual({
    status: 400,
    message: 'error decoding patch: json: cannot unmarshal number 1e999 into Go value of type float64',
  });
});

test('what nobody foresaw is told in the trace, and to the client without details', async () => {
  const api = await openApi();
  const told: unknown[] = [];
  api.simulation.environment.trace.subscribe(({ kind, fields }) => {
    if (kind === 'internal-error') told.push(fields.error);
  });
  const bug = new Proxy(
    {},
    {
      get: () => {
        throw new TypeError('a bug');
      },
    },
  );
  const { status, body } = await api.call('POST', configMaps, bug);
  expect({ status, reason: body.reason, message: body.message }).toEqual({
    status: 500,
    reason: 'InternalError',
    message: 'Internal error occurred: This request caused apiserver to panic. Look in the logs for details.',
  });
  expect(String(told[0])).toContain('TypeError: a bug');
});
