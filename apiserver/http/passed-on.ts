import type { IncomingMessage } from 'node:http';
import type { HttpAnswer } from '../../apimachinery/index.ts';

/** Headers that are one connection's, not the message's. */
const ofConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** The headers of a message that go with it where it is passed on. */
export function headersPassedOn(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  const told = Object.entries(headers).filter(([name]) => !ofConnection.has(name));
  return Object.fromEntries(told.map(([name, value]) => [name, String(value)]));
}

/** An answer as it is passed on. */
export function answerPassedOn({ statusCode = 502, headers }: IncomingMessage, body: Buffer): HttpAnswer {
  return { status: statusCode, headers: headersPassedOn(headers), body };
}
