import { expect, test } from 'vitest';
import { testHost } from '../testing/test-host.ts';
import { findCluster } from './find-cluster.ts';
import { inClusterAccess } from './in-cluster.ts';

const config = (server: string) =>
  JSON.stringify({
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a' } }],
    clusters: [{ name: 'a', cluster: { server } }],
  });
const account = '/var/run/secrets/kubernetes.io/serviceaccount';
const files: Readonly<Record<string, string>> = {
  '/home/.kube/config': config('https://home'),
  '/first': config('https://first'),
  '/second': config('https://second'),
};
const podFiles = {
  [`${account}/token`]: 'abc\n',
  [`${account}/ca.crt`]: 'CA',
  [`${account}/namespace`]: 'shop\n',
};
const inPod = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };

const find = (
  options: Parameters<typeof findCluster>[0],
  variables: Readonly<Record<string, string>> = {},
  there: Readonly<Record<string, string>> = files,
) => findCluster(options, testHost({ variables, readFile: (path) => there[path] }));

test.each([
  ['the given file', { kubeconfig: '/first' }, { KUBECONFIG: '/second' }, 'https://first'],
  ['the first of a list', {}, { KUBECONFIG: '/none:/second:/first' }, 'https://second'],
  ['the one at home', {}, {}, 'https://home'],
  ['the one at home, in a pod too', {}, inPod, 'https://home'],
  ['the given server', { server: 'https://there' }, { KUBECONFIG: '/none' }, 'https://there'],
])('the cluster is that of %s', (_what, options, variables, want) => {
  expect(find(options, variables).transport.baseUrl).toBe(want);
});

test('where there is no file, it is the cluster of the pod', async () => {
  const { transport, namespace } = find({}, inPod, podFiles);
  expect(transport).toMatchObject({ baseUrl: 'https://10.96.0.1:443', ca: 'CA' });
  expect(await transport.credentials?.get()).toEqual({ token: 'abc' });
  expect(namespace).toBe('shop');
  expect(find({ namespace: 'mine' }, inPod, podFiles).namespace).toBe('mine');
  expect(find({}, { ...inPod, KUBERNETES_SERVICE_HOST: 'fd00::1' }, podFiles).transport.baseUrl).toBe(
    'https://[fd00::1]:443',
  );
});

test('where nothing says it, this is told', () => {
  expect(() => find({}, {}, {})).toThrow('there is no kubeconfig /home/.kube/config');
  expect(() => find({}, { KUBECONFIG: '/a:/b' })).toThrow('there is no kubeconfig /a or /b');
  expect(() => find({ kubeconfig: '/none' }, inPod, podFiles)).toThrow('there is no kubeconfig /none');
  expect(() => inClusterAccess(testHost())).toThrow(
    'unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined',
  );
  expect(() => inClusterAccess(testHost({ variables: inPod }))).toThrow(`there is no file ${account}/token`);
});
