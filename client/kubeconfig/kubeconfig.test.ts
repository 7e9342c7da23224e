import { expect, test } from 'vitest';
import { clusterAccess, readKubeconfig } from './index.ts';

const full = `
current-context: main
contexts:
- {name: main, context: {cluster: one, user: me, namespace: shop}}
- {name: other, context: {cluster: two, user: token}}
- {name: lost, context: {cluster: nowhere}}
- {name: mirror, context: {cluster: proxied}}
- {name: helper, context: {cluster: one, user: helper}}
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
- {name: proxied, cluster: {server: 'https://one', proxy-url: 'http://proxy'}}
- {name: ftp, cluster: {server: 'ftp://one'}}
users:
- {name: me, user: {client-certificate: me.crt, client-key: keys/me.key, as: somebody}}
- {name: token, user: {token: abc}}
- {name: token-file, user: {token: old, tokenFile: token}}
- {name: basic, user: {username: a, password: b}}
- {name: helper, user: {exec: {command: aws}}}
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
const open = (context: string, ...paths: string[]) =>
  clusterAccess(readKubeconfig(paths.length === 0 ? ['/home/config'] : paths, readFile), readFile, context);

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
        headers: { authorization: 'Bearer abc' },
      },
    },
  ],
])('the context "%s" says where the cluster is and who asks', (context, want) => {
  expect(open(context)).toEqual(want);
});

test('a file of a token counts more than a token, and a name comes with a password', () => {
  expect(open('file').transport.headers).toEqual({ authorization: 'Bearer fresh' });
  expect(open('basic').transport.headers).toEqual({ authorization: 'Basic YTpi' });
});

test('of several files the first that says something counts, and those that are not there say nothing', () => {
  expect(open('', '/none', '/other', '/home/config').transport.baseUrl).toContain('127.0.0.1');
  expect(open('main', '/home/config', '/other').namespace).toBe('shop');
});

test.each([
  [['nothing'], 'context "nothing" does not exist'],
  [['lost'], '/home/config: context "lost": cluster "nowhere" does not exist'],
  [['mirror'], '/home/config: cluster "proxied": proxy-url is not supported'],
  [['helper'], '/home/config: user "helper": exec is not supported'],
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
