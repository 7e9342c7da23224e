import { expect, test } from 'vitest';
import {
  type HttpCall,
  type KubeletApi,
  KubeletError,
  type LogOptions,
} from '../../../apimachinery/index.ts';
import { fakeKubelet } from '../../testing/fake-kubelet.ts';
import { openApi, type TestApi } from '../../testing/open-api.ts';

const pods = '/api/v1/namespaces/default/pods';

/** A server with a pod `web` of two containers on node-1, and a pod `waits` on none. */
async function open(kubelet: Partial<KubeletApi> = {}, names = ['a', 'b']): Promise<TestApi> {
  const kubelets = (node: string) => (node === 'node-1' ? fakeKubelet(kubelet) : undefined);
  const api = await openApi(1, undefined, undefined, { kubelets });
  const addresses = [{ type: 'InternalIP', address: '172.18.0.2' }];
  for (const name of ['node-1', 'node-2'])
    await api.call('POST', '/api/v1/nodes', { metadata: { name }, status: { addresses } });
  const containers = names.map((name) => ({ name, image: 'x' }));
  const make = (name: string, nodeName?: string) =>
    api.call('POST', pods, { metadata: { name }, spec: { containers, ...(nodeName && { nodeName }) } });
  await make('web', 'node-1');
  await make('off', 'node-2');
  await make('waits');
  await make('ghost', 'node-3');
  return api;
}

const upgrade = { connection: 'Upgrade', upgrade: 'SPDY/3.1' };

test.each([
  ['GET', 'web/log?container=c', 400, 'container c is not valid for pod web'],
  ['GET', 'web/log', 400, 'a container name must be specified for pod web, choose one of: [a b]'],
  ['GET', 'nope/log', 404, 'pods "nope" not found'],
  ['GET', 'web/log?tailLines=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  [
    'GET',
    'web/log?container=a&tailLines=-1&limitBytes=0',
    422,
    'PodLogOptions "web" is invalid: [tailLines: Invalid value: -1: must be greater than or equal to 0, limitBytes: Invalid value: 0: must be greater than 0]',
  ],
  [
    'GET',
    'web/log?sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z',
    422,
    'PodLogOptions "web" is invalid: []: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
  ],
  [
    'GET',
    'off/log?container=a&follow=true',
    500,
    'Get "https://172.18.0.2:10250/containerLogs/default/off/a?follow=true": dial tcp 172.18.0.2:10250: connect: no route to host',
  ],
  [
    'POST',
    'web/exec?command=ls&stdout=1',
    400,
    'a container name must be specified for pod web, choose one of: [a b]',
  ],
  ['POST', 'waits/exec?container=a', 400, 'pod waits does not have a host assigned'],
  ['POST', 'waits/portforward', 400, 'pod waits does not have a host assigned'],
  [
    'GET',
    'off/attach?container=a&stdout=1',
    500,
    'error dialing backend: dial tcp 172.18.0.2:10250: connect: no route to host',
  ],
  [
    'GET',
    'waits/portforward?ports=1,70000',
    400,
    'cannot convert to []int32: strconv.ParseUint: parsing "70000": value out of range',
  ],
  [
    'GET',
    'web/portforward?ports=a',
    400,
    'cannot convert to []int32: strconv.ParseUint: parsing "a": invalid syntax',
  ],
  ['GET', 'ghost/log?container=a', 404, 'pods "node-3" not found'],
])('%s %s is refused in the words of Kubernetes', async (method, path, status, message) => {
  const api = await open();
  const answer = await api.call(method, `${pods}/${path}`, undefined, upgrade);
  expect([answer.status, answer.body.message]).toEqual([status, message]);
});

test('who connects has to ask for it', async () => {
  const api = await open();
  for (const path of ['web/exec?container=a', 'off/attach?container=a', 'web/portforward']) {
    const { status, body } = await api.call('POST', `${pods}/${path}`);
    expect([status, body.message]).toEqual([400, 'Upgrade request required']);
  }
});

test('what the kubelet refuses is told as it says it', async () => {
  const api = await open({
    exec: () => {
      throw new KubeletError(500, 'container not found ("a")');
    },
    logs: () => {
      throw new KubeletError(400, 'container "a" in pod "web" is waiting to start: ContainerCreating');
    },
  });
  const exec = await api.call('POST', `${pods}/web/exec?container=a&command=ls&stdout=1`, undefined, upgrade);
  expect([exec.status, exec.body]).toEqual([500, 'container not found ("a")']);
  const none = await api.call('POST', `${pods}/web/exec?container=a&command=ls`, undefined, upgrade);
  expect([none.status, none.body]).toEqual([400, 'you must specify at least 1 of stdin, stdout, stderr']);
  const log = await api.call('GET', `${pods}/web/log?container=a`);
  expect([log.body.reason, log.body.message]).toEqual([
    'BadRequest',
    'container "a" in pod "web" is waiting to start: ContainerCreating',
  ]);
});

test('the log of a pod that is on no node is nothing', async () => {
  const api = await open();
  const { status, body } = await api.call('GET', `${pods}/waits/log?container=a`);
  expect([status, body]).toEqual([204, '']);
});

test('what is asked of a log reaches the kubelet', async () => {
  const asked: LogOptions[] = [];
  const api = await open(
    {
      logs: (of, options) => {
        asked.push(options);
        expect(of).toEqual({ namespace: 'default', pod: 'web', container: 'only' });
        return (async function* () {})();
      },
    },
    ['only'],
  );
  const path =
    'web/log?follow=true&previous=1&timestamps=true&tailLines=5&limitBytes=9&sinceTime=1970-01-01T00:00:01Z';
  const { status, headers } = await api.call('GET', `${pods}/${path}`);
  expect([status, headers['content-type']]).toEqual([200, 'text/plain']);
  expect(asked).toEqual([
    { follow: true, previous: true, timestamps: true, tailLines: 5, limitBytes: 9, sinceMs: 1000 },
  ]);
});

/** A server whose pod has an address and answers what it was asked. */
async function openProxied(): Promise<TestApi> {
  const answer = async ({ method, path, headers, body }: HttpCall) => ({
    status: 201,
    headers: { 'content-type': 'text/x', 'x-own': 'yes', 'x-seen': Object.keys(headers).sort().join() },
    body: `${method} ${path} ${Buffer.from(body)}`,
  });
  const api = await open({
    port: (_of, port) =>
      port === 80 || port === 8080 ? { type: 'http', answer, onEnd: () => () => {} } : undefined,
    http: answer,
  });
  const { body: pod } = await api.call('GET', `${pods}/web`);
  const status = { podIP: '10.244.0.2', podIPs: [{ ip: '10.244.0.2' }] };
  await api.call('PUT', `${pods}/web/status`, { ...pod, status });
  const ports = [{ name: 'http', port: 8081, targetPort: 8080 }];
  await api.call('POST', '/api/v1/namespaces/default/services', {
    metadata: { name: 'web' },
    spec: { ports },
  });
  const targetRef = { kind: 'Pod', namespace: 'default', name: 'web' };
  await api.call('POST', '/api/v1/namespaces/default/endpoints', {
    metadata: { name: 'web' },
    subsets: [{ addresses: [{ ip: '10.244.0.2', targetRef }], ports: [{ name: 'http', port: 8080 }] }],
  });
  return api;
}

test.each([
  ['GET', 'pods/web/proxy/a/b%2Fc?x=1', 'GET /a/b%2Fc?x=1 '],
  ['OPTIONS', 'pods/http:web:8080/proxy/', 'OPTIONS / '],
  ['GET', 'services/web:http/proxy/status', 'GET /status '],
  ['GET', 'services/web:8081/proxy/', 'GET / '],
  ['DELETE', 'services/http:web:8081/proxy/x', 'DELETE /x '],
])('%s %s is passed on', async (method, path, expected) => {
  const api = await openProxied();
  const { status, headers, body } = await api.call(method, `/api/v1/namespaces/default/${path}`);
  expect([status, headers['x-own'], body]).toEqual([201, 'yes', expected]);
});

test('a body is passed on, and what is asked of a node', async () => {
  const api = await openProxied();
  const secret = { authorization: 'Bearer x', 'x-of-mine': 'y' };
  const posted = await api.call('POST', `${pods}/web/proxy/in`, 'text', secret);
  expect(posted.body).toBe('POST /in text');
  // Who asks is told to the API server only.
  expect(posted.headers['x-seen']).toBe('user-agent,x-of-mine');
  expect((await api.call('GET', '/api/v1/nodes/node-1:10250/proxy/healthz')).body).toBe('GET /healthz ');
  const root = await api.call('GET', `${pods}/web/proxy`);
  expect([root.status, root.headers.location]).toEqual([301, `${pods}/web/proxy/`]);
});

test.each([
  [
    'namespaces/default/pods/web:81/proxy/',
    503,
    'error trying to reach service: dial tcp 10.244.0.2:81: connect: connection refused',
  ],
  ['namespaces/default/pods/ftp:web:81/proxy/', 400, 'invalid pod request "ftp:web:81"'],
  ['namespaces/default/pods/waits/proxy/', 400, 'address not allowed'],
  [
    'namespaces/default/pods/web:99999/proxy/',
    503,
    'error trying to reach service: dial tcp: address 99999: invalid port',
  ],
  ['namespaces/default/services/web:9/proxy/', 503, 'no service port 9 found for service "web"'],
  ['namespaces/default/services/web:admin/proxy/', 503, 'no endpoints available for service "web:admin"'],
  ['namespaces/default/services/none/proxy/', 404, 'services "none" not found'],
  [
    'nodes/node-2/proxy/',
    503,
    'error trying to reach service: dial tcp 172.18.0.2:10250: connect: no route to host',
  ],
  [
    'nodes/node-1:9100/proxy/',
    503,
    'error trying to reach service: dial tcp 172.18.0.2:9100: connect: connection refused',
  ],
])('the proxy of %s says why it reaches nothing', async (path, status, message) => {
  const api = await openProxied();
  const answer = await api.call('GET', `/api/v1/${path}`);
  expect([answer.status, answer.body.message]).toEqual([status, message]);
});
