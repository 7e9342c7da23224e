import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { callExtenderOverHttp, findCluster, httpTransport, thisMachine } from '../../client/index.ts';
import { realEnvironment } from '../../environment/real/index.ts';
import { openAuthority } from './certificates.ts';

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const world = realEnvironment({
  onFailure(failure) {
    throw failure;
  },
});
closing.push(() => world.close());
const authority = openAuthority(world);
const certificate = authority.sign;
const requestKey = authority.key;

/** Answers with the name of whoever asks. */
async function serve(): Promise<string> {
  const cert = certificate({ commonName: 'server', otherNames: [[2, 'inside']] }, 'server auth');
  const options = {
    cert,
    key: requestKey,
    ca: authority.certificate,
    requestCert: true,
    rejectUnauthorized: false,
  };
  const server = createServer(options, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate() as Partial<PeerCertificate>;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ user: subject?.CN ?? 'nobody' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const me = {
  'client-certificate-data': base64(certificate({ commonName: 'me' }, 'client auth')),
  'client-key-data': base64(requestKey),
};
const ca = { 'certificate-authority-data': base64(authority.certificate) };

async function ask(cluster: object, user: object): Promise<unknown> {
  const server = await serve();
  const config = {
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    clusters: [{ name: 'a', cluster: { server, ...cluster } }],
    users: [{ name: 'a', user }],
  };
  const readFile = () => JSON.stringify(config);
  const transport = httpTransport(findCluster({ kubeconfig: 'a' }, { ...thisMachine(), readFile }).transport);
  closing.push(() => transport.close());
  const { body } = await transport.request({ method: 'GET', path: '/', query: {}, headers: {} });
  return body.type === 'object' ? body.object : undefined;
}

test('certificates say who the server is, and who asks', async () => {
  expect(await ask({ ...ca, 'tls-server-name': 'inside' }, me)).toEqual({ user: 'me' });
  expect(await ask({ 'insecure-skip-tls-verify': true }, {})).toEqual({ user: 'nobody' });
});

test('a server is not believed without its authority, nor under another name', async () => {
  await expect(ask({ 'tls-server-name': 'inside' }, me)).rejects.toThrow(
    'self-signed certificate in certificate chain',
  );
  await expect(ask({ ...ca, 'tls-server-name': 'outside' }, me)).rejects.toThrow(
    "does not match certificate's altnames",
  );
});

test('extenders are believed, and told who asks, by what their configuration says', async () => {
  const askExtender = async (tls: Parameters<typeof callExtenderOverHttp>[0]['tls']) => {
    const { signal } = new AbortController();
    return (await callExtenderOverHttp({ url: `${await serve()}/filter`, body: {}, tls, signal })).body;
  };
  const own = { certData: me['client-certificate-data'], keyData: me['client-key-data'] };
  const caData = ca['certificate-authority-data'];
  expect(await askExtender({ ...own, caData, serverName: 'inside' })).toEqual({ user: 'me' });
  expect(await askExtender({ insecure: true })).toEqual({ user: 'nobody' });
  await expect(askExtender({ serverName: 'inside' })).rejects.toThrow('certificate');
  await expect(askExtender({ caData, serverName: 'outside' })).rejects.toThrow('certificate');
});
