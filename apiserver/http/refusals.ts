import { type ServerResponse, STATUS_CODES } from 'node:http';
import { type Status, timeout } from '../../apimachinery/index.ts';

/** Answers a request with what is wrong with it. */
export function sendStatus(response: ServerResponse, status: Status): void {
  const text = JSON.stringify(status);
  response.writeHead(status.code, {
    'cache-control': 'no-cache, private',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** A whole answer to what could not be read as a request, as Go's net/http gives it. */
export function plainAnswer(code: number): string {
  return plainText(code, `${code} ${STATUS_CODES[code]}`);
}

/** The same in other words, with more headers, each with its line's end. */
export function plainText(code: number, body: string, headers = ''): string {
  return answer(code, 'text/plain; charset=utf-8', body, headers);
}

/** A whole answer to a request of which no more is read. */
export function statusAnswer(status: Status): string {
  return answer(status.code, 'application/json', JSON.stringify(status));
}

function answer(code: number, contentType: string, body: string, headers = ''): string {
  return `HTTP/1.1 ${code} ${STATUS_CODES[code]}\r\nContent-Type: ${contentType}\r\nConnection: close\r\n${headers}\r\n${body}`;
}

/** Mirrors kubernetes apiserver pkg/server/filters (WithTimeoutForNonLongRunningRequests). */
export const tooSlow: Status = timeout('request did not complete within the allotted timeout', 0).status;
