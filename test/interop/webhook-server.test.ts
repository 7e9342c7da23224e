import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { httpWebhooks } from '../../apiserver/index.ts';
import { createManualEnvironment } from '../../client/testing/manual-environment.ts';
import { admissionWebhook, denied, jsonLogger, WebhookServer } from '../../controller-runtime/index.ts';
import { CertificateFiles } from '../../controller-runtime/serving/certificate-files.ts';
import { realEnvironment } from '../../environment/real/index.ts';
import { openAuthority } from './certificates.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const world = realEnvironment({
  onFailure(failure) {
    throw failure;
  },
});
const authority = openAuthority(world);
const ca = authority.certificate;
const named = (commonName: string) =>
  authority.sign({ commonName, otherNames: [[2, 'localhost']] }, 'server auth');

function certDir(): string {
  const directory = mkdtempSync(join(tmpdir(), 'webhook-'));
  closing.push(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'tls.key'), authority.key);
  writeFileSync(join(directory, 'tls.crt'), named('first'));
  writeFileSync(join(directory, 'ca.crt'), ca);
  return directory;
}

async function serve(options: ConstructorParameters<typeof WebhookServer>[1]) {
  const server = new WebhookServer(world, { host: '127.0.0.1', port: 0, ...options });
  server.register(
    '/validate',
    admissionWebhook(() => denied('never')),
  );
  const stop = new AbortController();
  const running = server.run(stop.signal);
  closing.push(() => {
    stop.abort();
    return running;
  });
  await server.ready();
  return `https://localhost:${server.port}`;
}

/** What is answered, and who answered. */
function ask(url: string, options: RequestOptions = {}) {
  return new Promise<{ status: number | undefined; server: string | undefined }>((resolve, reject) => {
    const request = httpsRequest(url, { ca, method: 'POST', agent: false, ...options }, (response) => {
      const { subject } = (response.socket as TLSSocket).getPeerCertificate();
      response.resume().on('end', () => resolve({ status: response.statusCode, server: String(subject.CN) }));
    });
    request.on('error', reject);
    request.end('{}');
  });
}

const review = {
  kind: 'AdmissionReview',
  apiVersion: 'admission.k8s.io/v1',
  request: { uid: 'u', operation: 'CREATE', object: { metadata: {} } },
};

test('should serve a webhook on the requested path, over HTTPS, as an API server calls it', async () => {
  const url = await serve({ certDir: certDir() });
  const caBundle = Buffer.from(ca).toString('base64');
  const answer = await httpWebhooks().call({ url: `${url}/validate`, caBundle }, review);
  expect(answer).toMatchObject({
    kind: 'AdmissionReview',
    response: { uid: 'u', allowed: false, status: { code: 403, message: 'never' } },
  });
  await expect(httpWebhooks().call({ url: `${url}/other`, caBundle }, review)).rejects.toThrow(
    'the server could not find the requested resource',
  );
});

test('should verify the client CA name when asked to', async () => {
  const url = await serve({ certDir: certDir(), clientCaName: 'ca.crt' });
  const cert = authority.sign({ commonName: 'me' }, 'client auth');
  expect((await ask(`${url}/validate`, { cert, key: authority.key })).status).toBe(200);
  await expect(ask(`${url}/validate`)).rejects.toThrow();
});

test('without files of a certificate a server does not start', async () => {
  await expect(serve({ certDir: '/nowhere' })).rejects.toMatchObject({ code: 'ENOENT' });
  for (const close of closing.splice(0)) await expect(close()).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a certificate that is replaced is taken up, and one that cannot be read is not', async () => {
  const environment = createManualEnvironment();
  const directory = certDir();
  const [certFile, keyFile] = [join(directory, 'tls.crt'), join(directory, 'tls.key')];
  const lines: string[] = [];
  const logger = jsonLogger({
    clock: environment.clock,
    write: (line) => void lines.push(JSON.parse(line).msg),
  });
  const files = new CertificateFiles(environment, { certFile, keyFile, logger });
  const first = files.start();
  const changed: string[] = [];
  files.onChange(({ cert }) => void changed.push(cert));
  await environment.advance(10_000);
  expect(changed).toEqual([]);
  writeFileSync(certFile, 'half');
  await environment.advance(10_000);
  expect([changed, lines]).toEqual([[], ['failed read certificate']]);
  const second = named('second');
  writeFileSync(certFile, second);
  await environment.advance(9_999);
  expect(changed).toEqual([]);
  await environment.advance(1);
  expect(changed).toEqual([second]);
  expect(second).not.toBe(first.cert);
  files.stop();
  expect(environment.pendingMs()).toEqual([]);
});
