import { request } from 'node:http';
import type { HttpAnswer, HttpCall } from '../../../apimachinery/index.ts';
import type { LocalPorts } from '../../subresources/streams/local-ports.ts';

/** Headers that are one connection's, not the answer's. */
const ofConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** Asks them over HTTP. */
export const httpLocalPorts: LocalPorts = ({ host, port }, call) =>
  new Promise((resolve) => {
    const asked = request(
      { host, port, method: call.method, path: call.path, headers: passedOn(call) },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', () => resolve(undefined));
        response.on('end', () => {
          const { statusCode: status = 502, headers } = response;
          const told = Object.entries(headers).filter(([name]) => !ofConnection.has(name));
          const answer: HttpAnswer = {
            status,
            headers: Object.fromEntries(told.map(([name, value]) => [name, String(value)])),
            body: Buffer.concat(pieces),
          };
          resolve(answer);
        });
      },
    );
    asked.on('error', () => resolve(undefined));
    asked.end(call.body);
  });

function passedOn({ headers }: HttpCall): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.has(name)));
}
