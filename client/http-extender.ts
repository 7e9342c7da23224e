import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { goNetworkError, parseJson, writeJson } from '../apimachinery/index.ts';

/** What a scheduler asks an extender: a POST of JSON. */
interface Question {
  readonly url: string;
  readonly body: object;
  readonly tls: ExtenderTls;
  readonly signal: AbortSignal;
}

/** Files, or what they hold in base64. */
interface ExtenderTls {
  readonly insecure?: boolean;
  readonly serverName?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly caFile?: string;
  readonly certData?: string;
  readonly keyData?: string;
  readonly caData?: string;
}

/**
 * Asks an extender of a scheduler over HTTP. Rejects in Go's words where no answer came, or one that is not JSON.
 * Mirrors kubernetes pkg/scheduler (HTTPExtender.send).
 */
export function callExtenderOverHttp({
  url,
  body,
  tls,
  signal,
}: Question): Promise<{ status: number; body: unknown }> {
  const address = new URL(url);
  const text = writeJson(body);
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'user-agent': 'Go-http-client/1.1',
  };
  const isPlain = address.protocol === 'http:';
  const send = isPlain ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const request = send(address, { method: 'POST', headers, signal, ...(isPlain ? {} : tlsOptions(tls)) });
    request.on('error', (error) => reject(new Error(goNetworkError(error, address))));
    request.on('response', (response) => void read(response).then(resolve, reject));
    request.end(text);
  });
}

function tlsOptions({ insecure = false, serverName = '', ...tls }: ExtenderTls) {
  const [ca, cert, key] = [
    pem(tls.caData, tls.caFile),
    pem(tls.certData, tls.certFile),
    pem(tls.keyData, tls.keyFile),
  ];
  return {
    rejectUnauthorized: !insecure,
    ...(serverName === '' ? {} : { servername: serverName }),
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
  };
}

function pem(data = '', file = ''): Buffer | undefined {
  if (data !== '') return Buffer.from(data, 'base64');
  return file === '' ? undefined : readFileSync(file);
}

async function read(response: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  const status = response.statusCode ?? 0;
  if (status !== 200) return { status, body: undefined };
  return { status, body: parseJson(Buffer.concat(pieces)).value };
}
