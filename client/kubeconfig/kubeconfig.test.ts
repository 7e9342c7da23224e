import { expect, test } from 'vitest';
import { testHost } from '../testing/test-host.ts';
import { type AccessOverrides, clusterAccess, readKubeconfig } from './index.ts';

const full = `
current-context: main
contexts:
- {name: main, context: {cluster: one, user: me, namespace: shop}}
- {name: other, context: {cluster: two, user: token}}
- {name: lost, context: {cluster: nowhere}}
- {name: mirror, context: {cluster: proxied}}
- {name: helper, context: {cluster: one, user: helper}}
- {name: provider, context: {cluster: one, user: provider}}
- {name: other-me, context: {cluster: one, user: other-me}}
- {name: no-key, context: {cluster: one, user: no-key}}
- {name: groups-only, context: {cluster: one, user: groups-only}}
- {name: open-and-ca, context: {cluster: open-and-ca}}
- {name: file, context: {cluster: one, user: token-file}}
- {name: basic, context: {cluster: one, user: basic}}
- {name: missing, context: {cluster: one, user: missing}}
- {name: ftp, context: {cluster: ftp}}
- {name: device, context: {cluster: one, user: device}}
clusters:
- name: one
  cluster:
    server: https://one.example.com:6443
    certificate-authority-data: ${Buffer.from('CA').toString('base64')}
    tls-server-name: inside
- {name: two, cluster: {server: 'http://127.0.0.1:8080/prefix', insecure-skip-tls-verify: true}}
- {name: proxied, cluster: {server: 'https://one', proxy-url: 'ftp://proxy'}}
- {name: open-and-ca, cluster: {server: 'https://one', insecure-skip-tls-verify: true, certificate-authority: me.crt}}
- {name: ftp, cluster: {server: 'ftp://one'}}
users:
- {name: me, user: {client-certificate: me.crt, client-key: keys/me.key, as: somebody}}
- {name: token, user: {token: abc}}
- {name: token-file, user: {token: old, tokenFile: token}}
- {name: basic, user: {username: a, password: b}}
- {name: helper, user: {exec: {command: aws}}}
- {name: provider, user: {auth-provider: {name: gcp}}}
- name: other-me
  user: {as: somebody, as-uid: u1, as-groups: [a, b], as-user-extra: {Reason/Why%: [x, z]}}
- {name: no-key, user: {client-certificate: me.crt}}
- {name: groups-only, user: {as-groups: [a]}}
- {name: missing, user: {client-certificate: none.crt}}
- {name: device, user: {tokenFile: /dev/zero}}
`;

const files: Readonly<Record<string, string>> = {
  '/home/config': full,
  '/home/me.crt': 'CERT',
  '/home/keys/me.key': 'KEY',
  '/home/token': 'fresh\n',
  '/other': '{current-context: other, contexts: [{name: main, context: {cluster: elsewhere}}]}',
  '/no-yaml': 'a: [',
  '/a-list': '[]',
  '/no-name': '{clusters: [{cluster: {}}]}',
  '/no-list': '{users: {}}',
  '/number':
    '{current-context: a, contexts: [{name: a, context: {cluster: a}}], clusters: [{name: a, cluster: {server: 5}}]}',
};
const readFile = (path: string) => {
  if (path.endsWith('zero')) throw new Error('no regular file');
  return files[path];
};
const host = testHost({ readFile });
const open = (context: string, ...paths: string[]) =>
  clusterAccess(
    readKubeconfig(paths.length === 0 ? ['/home/config'] : paths, readFile),
    host,
    context === '' ? {} : { context },
  );

test.each([
  [
    '',
    {
      namespace: 'shop',
      transport: {
        baseUrl: 'https://one.example.com:6443',
        ca: 'CA',
        serverName: 'inside',
        cert: 'CERT',
        key: 'KEY',
        headers: { 'impersonate-user': 'somebody' },
        compressed: true,
      },
    },
  ],
  [
    'other',
    {
      namespace: 'default',
      transport: {
        baseUrl: 'http://127.0.0.1:8080/prefix',
        insecureSkipTlsVerify: true,
        compressed: true,
        // Over plain HTTP no secret is sent.
        headers: {},
      },
    },
  ],
])('the context "%s" says where the cluster is and who asks', (context, want) => {
  expect(open(context)).toEqual(want);
});

test('a file of a token counts more than a token, and a name comes with a password', async () => {
  expect(await open('file').transport.credentials?.get()).toEqual({ token: 'fresh' });
  expect(open('basic').transport.headers).toEqual({ authorization: 'Basic YTpi' });
});

test('whoever is asked for is told with uid, groups and extra, whose keys are escaped', () => {
  expect(open('other-me').transport.headers).toEqual({
    'impersonate-user': 'somebody',
    'impersonate-uid': 'u1',
    'impersonate-group': ['a', 'b'],
    'impersonate-extra-reason%2Fwhy%25': ['x', 'z'],
  });
});

test('what is given beside the file counts more', () => {
  const over = (overrides: AccessOverrides) =>
    clusterAccess(readKubeconfig(['/home/config'], readFile), host, overrides);
  expect(over({ server: 'https://there', certificateAuthority: '/home/me.crt' }).transport).toMatchObject({
    baseUrl: 'https://there',
    ca: 'CERT',
    serverName: 'inside',
  });
  expect(over({ token: 't', user: 'token', namespace: 'n' })).toMatchObject({
    namespace: 'n',
    transport: { headers: { authorization: 'Bearer t' } },
  });
  expect(
    clusterAccess(readKubeconfig([], readFile), host, { server: 'one.example.com:80' }).transport,
  ).toEqual({
    baseUrl: 'http://one.example.com:80',
    compressed: true,
    headers: {},
  });
});

test('of several files the first that says something counts, and those that are not there say nothing', () => {
  expect(open('', '/none', '/other', '/home/config').transport.baseUrl).toContain('127.0.0.1');
  expect(open('main', '/home/config', '/other').namespace).toBe('shop');
});

test.each([
  [['nothing'], 'context "nothing" does not exist'],
  [['lost'], '/home/config: context "lost": cluster "nowhere" does not exist'],
  [
    ['mirror'],
    '/home/config: cluster "proxied": proxy-url "ftp://proxy" must be a URL of http, https or socks5',
  ],
  [
    ['helper'],
    '/home/config: user "helper": exec: apiVersion must be specified to use exec authentication plugin',
  ],
  [['provider'], '/home/config: user "provider": no Auth Provider found for name "gcp"; use an exec plugin'],
  [['no-key'], '/home/config: user "no-key": client-key-data or client-key must be specified'],
  [['groups-only'], 'requesting uid, groups or user-extra without impersonating a user'],
  [['open-and-ca'], 'specifying a root certificates file with the insecure flag is not allowed'],
  [['missing'], '/home/config: user "missing": there is no file /home/none.crt'],
  [['device'], '/home/config: user "device": /dev/zero: no regular file'],
  [['', '/zero'], '/zero: no regular file'],
  [['ftp'], '/home/config: cluster "ftp": server "ftp://one" is no http or https URL'],
  [['', '/none'], 'no context is chosen: the kubeconfig has no current-context'],
  [['', '/no-yaml'], '/no-yaml: '],
  [['', '/a-list'], '/a-list: is no kubeconfig'],
  [['', '/no-name'], '/no-name: clusters[0] has no name'],
  [['', '/no-list'], '/no-list: users must be a list'],
  [['', '/number'], '/number: cluster "a": server must be a string'],
])('%j is refused: %s', ([context = '', ...paths], says) => {
  expect(() => open(context, ...paths)).toThrow(says);
});
