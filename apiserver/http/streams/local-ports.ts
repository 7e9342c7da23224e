import { request } from 'node:http';
import type { LocalPorts } from '../../subresources/streams/local-ports.ts';
import { answerPassedOn, headersPassedOn } from '../passed-on.ts';

/** Asks them over HTTP. */
export const httpLocalPorts: LocalPorts = ({ host, port }, call) =>
  new Promise((resolve) => {
    const asked = request(
      { host, port, method: call.method, path: call.path, headers: headersPassedOn(call.headers) },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', () => resolve(undefined));
        response.on('end', () => resolve(answerPassedOn(response, Buffer.concat(pieces))));
      },
    );
    asked.on('error', () => resolve(undefined));
    asked.end(call.body);
  });
