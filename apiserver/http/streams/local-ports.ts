import { type IncomingMessage, request } from 'node:http';
import { type HttpAnswer, messageOf } from '../../../apimachinery/index.ts';
import type { LocalPorts } from '../../subresources/streams/local-ports.ts';
import { answerPassedOn, headersPassedOn } from '../passed-on.ts';
import { passedOnBytesMax, readAnswer } from '../read-answer.ts';

/** Asks them over HTTP. */
export const httpLocalPorts: LocalPorts = ({ host, port }, call) =>
  new Promise((resolve) => {
    const asked = request(
      { host, port, method: call.method, path: call.path, headers: headersPassedOn(call.headers) },
      (response) => resolve(answered(response)),
    );
    asked.on('error', () => resolve(undefined));
    asked.end(call.body);
  });

/** Where it breaks off, or is too long, that is what is answered. */
async function answered(response: IncomingMessage): Promise<HttpAnswer> {
  try {
    return answerPassedOn(response, await readAnswer(response, passedOnBytesMax));
  } catch (error) {
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    return { status: 502, headers, body: Buffer.from(`${messageOf(error)}\n`) };
  }
}
