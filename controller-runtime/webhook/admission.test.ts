import { expect, test } from 'vitest';
import { notFound } from '../../apimachinery/index.ts';
import { pod, pods, type TestPod } from '../../client/testing/types.ts';
import { httpRequest, jsonRequest } from '../testing/http-request.ts';
import { allowed, denied, errored, patched, patchedTo, withAdmissionWarnings } from './admission-answers.ts';
import {
  type Defaulter,
  defaultingHandler,
  multiMutatingHandler,
  multiValidatingHandler,
  type Validator,
  validatingHandler,
  WarnedError,
} from './admission-handlers.ts';
import type { AdmissionHandler, AdmissionRequest } from './admission-review.ts';
import { admissionWebhook } from './admission-webhook.ts';

const request = (more: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
  uid: 'u1',
  kind: { group: '', version: 'v1', kind: 'Pod' },
  resource: { group: '', version: 'v1', resource: 'pods' },
  operation: 'CREATE',
  userInfo: {},
  object: pod('p'),
  ...more,
});
const http = httpRequest('/');
const ask = (handler: AdmissionHandler, more?: Partial<AdmissionRequest>) => handler(request(more), http);

test('answers are as Kubernetes reads them', () => {
  expect(allowed()).toEqual({ allowed: true, status: { code: 200 } });
  expect(allowed('good')).toEqual({ allowed: true, status: { code: 200, message: 'good' } });
  expect(denied('bad')).toEqual({
    allowed: false,
    status: { code: 403, reason: 'Forbidden', message: 'bad' },
  });
  expect(denied()).toEqual({ allowed: false, status: { code: 403, reason: 'Forbidden' } });
  expect(errored(400, new Error('this is an error'))).toEqual({
    allowed: false,
    status: { code: 400, message: 'this is an error' },
  });
  const remove = { op: 'remove', path: '/spec' } as const;
  expect(patched('fine', remove)).toEqual({ ...allowed('fine'), patches: [remove] });
  expect(patchedTo({ a: 1 }, {})).toEqual({ allowed: true, patches: [{ op: 'remove', path: '/a' }] });
  expect(patchedTo({ a: 1 }, { a: 1 })).toEqual({ allowed: true });
  expect(withAdmissionWarnings(withAdmissionWarnings(allowed(), 'a'), 'b').warnings).toEqual(['a', 'b']);
});

const numbered: Defaulter<TestPod> = {
  default: (object) => ({ ...object, spec: { value: 1, ...object.spec } }),
};

test('a defaulter fills in what is left out, and no more', async () => {
  const handler = defaultingHandler(pods, numbered);
  const extra = { ...pod('p', { spec: { nodeName: 'n' } }), unknown: true };
  expect(await ask(handler, { object: extra })).toEqual({
    allowed: true,
    patches: [{ op: 'add', path: '/spec/value', value: 1 }],
  });
  expect(await ask(handler, { object: pod('p', { spec: { value: 2 } }) })).toEqual({ allowed: true });
  expect(await ask(handler, { operation: 'DELETE', object: null })).toEqual(allowed());
});

test('a defaulter may refuse, and cannot be asked about what is no object of its kind', async () => {
  const failing = (error: Error) => defaultingHandler(pods, { default: () => Promise.reject(error) });
  expect(await ask(failing(new Error('never')))).toEqual(denied('never'));
  const gone = notFound({ group: '', resource: 'pods' }, 'p');
  expect(await ask(failing(gone))).toEqual({ allowed: false, status: gone.status });
  await expect(async () => ask(failing(new TypeError('oops')))).rejects.toThrow('oops');
  const handler = defaultingHandler(pods, numbered);
  expect(await ask(handler, { object: null })).toEqual(errored(400, 'there is no content to decode'));
  const node = { apiVersion: 'v1', kind: 'Node', metadata: {} };
  expect(await ask(handler, { object: node })).toEqual(
    errored(400, 'unable to decode v1, Kind=Node into v1, Kind=Pod'),
  );
  expect((await ask(handler, { object: { ...pod('p'), apiVersion: 'v1', kind: 'Pod' } })).allowed).toBe(true);
});

const said: string[] = [];
const judge: Validator<TestPod> = {
  async validateCreate(object) {
    said.push(`create ${object.metadata?.name}`);
    return ['careful'];
  },
  async validateUpdate(oldObject, object) {
    said.push(`update ${oldObject.spec?.value} ${object.spec?.value}`);
    return undefined;
  },
  async validateDelete(object) {
    said.push(`delete ${object.metadata?.name}`);
    return undefined;
  },
};

test('a validator is asked about each operation, and may warn', async () => {
  const handler = validatingHandler(pods, judge);
  expect(await ask(handler)).toEqual({ ...allowed(), warnings: ['careful'] });
  const [old, now] = [pod('p', { spec: { value: 1 } }), pod('p', { spec: { value: 2 } })];
  expect(await ask(handler, { operation: 'UPDATE', oldObject: old, object: now })).toEqual(allowed());
  expect(await ask(handler, { operation: 'DELETE', oldObject: old, object: null })).toEqual(allowed());
  expect(await ask(handler, { operation: 'CONNECT', object: null })).toEqual(allowed());
  expect(said.splice(0)).toEqual(['create p', 'update 1 2', 'delete p']);
  expect(await ask(validatingHandler(pods, {}))).toEqual(allowed());
});

test.each([
  ['CREATE', 'validateCreate', { object: null }],
  ['UPDATE', 'validateUpdate', { object: null }],
  ['UPDATE', 'validateUpdate', { oldObject: null }],
  ['DELETE', 'validateDelete', { oldObject: null }],
] as const)('what a validator of %s refuses, and what it cannot read', async (operation, method, missing) => {
  const objects = { operation, object: pod('p'), oldObject: pod('p') };
  const failing = (error: Error) => validatingHandler(pods, { [method]: () => Promise.reject(error) });
  expect(await ask(failing(new Error('never')), objects)).toEqual(denied('never'));
  const gone = notFound({ group: '', resource: 'pods' }, 'p');
  expect(await ask(failing(gone), objects)).toEqual({ allowed: false, status: gone.status });
  const warned = withAdmissionWarnings({ allowed: false, status: gone.status }, 'careful');
  expect(await ask(failing(new WarnedError(gone, ['careful'])), objects)).toEqual(warned);
  expect(await ask(failing(new WarnedError('no', [])), objects)).toEqual(denied('no'));
  await expect(async () => ask(failing(new TypeError('oops')), objects)).rejects.toThrow('oops');
  const unread = await ask(validatingHandler(pods, judge), { ...objects, ...missing });
  expect(unread).toEqual(errored(400, 'there is no content to decode'));
});

test('of several handlers the first that refuses decides, and patches and warnings are put together', async () => {
  const remove = { op: 'remove', path: '/spec' } as const;
  const one: AdmissionHandler = () => withAdmissionWarnings(patched('', remove), 'one');
  const two: AdmissionHandler = async () => withAdmissionWarnings(allowed(), 'two');
  const never: AdmissionHandler = () => denied('never');
  const all = { ...allowed(), warnings: ['one', 'two'] };
  expect(await ask(multiMutatingHandler(one, two))).toEqual({ ...all, patches: [remove] });
  expect(await ask(multiValidatingHandler(one, two))).toEqual(all);
  expect(await ask(multiMutatingHandler(one, never, two))).toEqual(denied('never'));
  expect(await ask(multiValidatingHandler(never, two))).toEqual(denied('never'));
});

/** What comes back for a body, or for a request. */
async function post(body: unknown, handler: AdmissionHandler = () => ({ allowed: true }), headers = {}) {
  const asked = jsonRequest('/', body);
  const answer = await admissionWebhook(handler)({ ...asked, headers: { ...asked.headers, ...headers } });
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
  return JSON.parse(answer.body);
}

const bad = (code: number, message: string) => ({
  response: { uid: '', allowed: false, status: { metadata: {}, code, message } },
});

test('should return bad-request when given what cannot be read', async () => {
  expect(await post('')).toEqual(bad(400, 'request body is empty'));
  expect(await post({}, undefined, { 'content-type': 'application/foo' })).toEqual(
    bad(400, 'contentType=application/foo, expected application/json'),
  );
  const { response } = await post('{');
  expect(response).toMatchObject({ allowed: false, status: { code: 400 } });
  expect(response.status.message).toContain("couldn't get version/kind; json parse error: ");
  expect(await post({ kind: 'AdmissionReview' })).toEqual(bad(400, 'there is no request in the review'));
  const large = `"${'a'.repeat(7 * 1024 * 1024)}"`;
  expect(await post(large)).toEqual(bad(413, 'request entity is too large; limit is 7340032 bytes'));
});

test('should return the response given by the handler, in the version that was asked in, to v1 by default', async () => {
  const version = (apiVersion: string) => ({ kind: 'AdmissionReview', apiVersion, request: request() });
  const response = { uid: 'u1', allowed: true, status: { metadata: {}, code: 200 } };
  for (const apiVersion of ['admission.k8s.io/v1', 'admission.k8s.io/v1beta1']) {
    expect(await post(version(apiVersion))).toEqual({ kind: 'AdmissionReview', apiVersion, response });
  }
  expect(await post({ request: request() })).toEqual({
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    response,
  });
});

test('patches are one JSON patch in base64, and what the handler says of the status stays', async () => {
  const handler: AdmissionHandler = (asked) => ({
    allowed: true,
    status: { message: 'Ground Control to Major Tom', code: 418 },
    patches: [{ op: 'add', path: '/metadata/labels', value: { by: asked.userInfo.username ?? '' } }],
    warnings: ['careful'],
    auditAnnotations: { why: 'so' },
  });
  const { response } = await post({ request: request({ userInfo: { username: 'ann' } }) }, handler);
  const { patch, ...rest } = response;
  expect(JSON.parse(atob(patch))).toEqual([{ op: 'add', path: '/metadata/labels', value: { by: 'ann' } }]);
  expect(rest).toEqual({
    uid: 'u1',
    allowed: true,
    status: { metadata: {}, message: 'Ground Control to Major Tom', code: 418 },
    patchType: 'JSONPatch',
    warnings: ['careful'],
    auditAnnotations: { why: 'so' },
  });
});

test('should recover panic if recoverPanic is true, which is the default, and not if it is false', async () => {
  const panics: unknown[] = [];
  const failing: AdmissionHandler = () => {
    throw new TypeError('injected panic');
  };
  const review = jsonRequest('/', { request: request() });
  const onPanic = (error: unknown) => void panics.push(error);
  const { body } = await admissionWebhook(failing, { onPanic })(review);
  expect(JSON.parse(body).response).toEqual({
    uid: 'u1',
    allowed: false,
    status: { metadata: {}, code: 500, message: 'panic: injected panic [recovered]' },
  });
  await expect(admissionWebhook(failing, { recoverPanic: false, onPanic })(review)).rejects.toThrow(
    'injected panic',
  );
  expect(panics).toHaveLength(2);
});

test('a handler sees the request as it came over HTTP', async () => {
  const answer = await post({ request: request() }, (_request, { headers }) => denied(headers['x-team']), {
    'x-team': 'blue',
  });
  expect(answer.response.status.message).toBe('blue');
});

test('a defaulter that changes the object it is given is told so: the change would be lost', async () => {
  const inPlace = defaultingHandler(pods, {
    default(object) {
      Object.assign(object.metadata as object, { labels: { a: 'b' } });
      return object;
    },
  });
  const { body } = await admissionWebhook(inPlace)(jsonRequest('/', { request: request() }));
  expect(JSON.parse(body).response).toMatchObject({ allowed: false, status: { code: 500 } });
});
