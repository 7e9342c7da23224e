import type { IncomingMessage } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import {
  goNetworkError,
  type HttpAnswer,
  type HttpCall,
  KubeletError,
  UnreachedError,
} from '../../../apimachinery/index.ts';
import { answerPassedOn, headersPassedOn } from '../passed-on.ts';
import { passedOnBytesMax, readAnswer } from '../read-answer.ts';

/** Who is asked has this long to take the connection. Mirrors kubernetes pkg/kubelet/client. */
export const dialMs = 30_000;

/** A log, as it comes. Rejects with KubeletError and UnreachedError. */
export async function logsAt(host: string, path: string): Promise<AsyncIterable<Uint8Array>> {
  const response = await ask(host, { method: 'GET', path });
  if (response.statusCode === 200) return response;
  throw new KubeletError(response.statusCode ?? 500, String(await bodyOf(response)));
}

/** A page of the kubelet's. Rejects with UnreachedError. */
export async function answerAt(host: string, { method, path, headers, body }: HttpCall): Promise<HttpAnswer> {
  // Whom it is for is another here.
  const { host: _, ...others } = headers;
  const response = await ask(host, { method, path, headers: headersPassedOn(others) }, body);
  return answerPassedOn(response, await bodyOf(response));
}

/** None is kept: most kubelets are asked once. */
const agent = new Agent({ rejectUnauthorized: false, keepAlive: false });

async function ask(host: string, options: RequestOptions, body?: Uint8Array): Promise<IncomingMessage> {
  const url = new URL(`https://${host}`);
  try {
    return await new Promise((resolve, reject) => {
      const at = { hostname: url.hostname.replace(/^\[|\]$/g, ''), port: url.port || 443, agent };
      const asked = request({ ...options, ...at }, resolve);
      asked.once('socket', (socket) => {
        socket.setTimeout(dialMs, () => asked.destroy(new Error('i/o timeout')));
        socket.once('secureConnect', () => socket.setTimeout(0));
      });
      asked.once('error', reject);
      asked.end(body);
    });
  } catch (error) {
    throw new UnreachedError(goNetworkError(error as Error, url));
  }
}

/** Rejects with UnreachedError where it breaks off, or is too long. */
export async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  try {
    return await readAnswer(response, passedOnBytesMax);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UnreachedError(code === 'ECONNRESET' ? 'unexpected EOF' : message);
  }
}
