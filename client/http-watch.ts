import type { ClientRequest, IncomingMessage } from 'node:http';
import {
  deepFreeze,
  failure,
  type KubeObject,
  readJson,
  type StatusError,
  type WatchBody,
  type WatchEvent,
} from '../apimachinery/index.ts';
import { LineSplitter } from './line-splitter.ts';
import { TransportError } from './transport-error.ts';
import { isOperatingError } from './watch-errors.ts';

/** The stream of a watch's answer: one JSON event a line. What arrives together is given together. */
export function httpWatchBody(request: ClientRequest, response: IncomingMessage): WatchBody {
  return {
    type: 'watch',
    subscribe(sink) {
      const lines = new LineSplitter();
      let over = false;
      const finish = (error?: Error) => {
        if (over) return;
        over = true;
        request.destroy();
        sink.end(error);
      };
      response.on('data', (chunk: Buffer) => {
        if (over) return;
        const batch: WatchEvent[] = [];
        const problem = takeAll(lines, chunk, batch);
        if (batch.length > 0) sink.events(batch);
        if (problem !== undefined) finish(problem);
      });
      response.on('end', () => finish());
      response.on('error', (cause) => {
        finish(new TransportError('the connection of a watch broke', { definite: false, cause }));
      });
      return {
        stop: () => {
          over = true;
          request.destroy();
        },
      };
    },
  };
}

/** Adds the events of `chunk` to `batch` up to what cannot be read; gives what is wrong with that. */
function takeAll(lines: LineSplitter, chunk: Buffer, batch: WatchEvent[]): Error | undefined {
  try {
    for (const line of lines.push(chunk)) batch.push(parseEvent(line));
    return undefined;
  } catch (error) {
    if (!isOperatingError(error)) throw error;
    return error;
  }
}

const eventTypes: ReadonlySet<unknown> = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']);

/** An event of its JSON. Throws a StatusError of an InternalError, as client-go makes one of what cannot be read. */
export function parseEvent(line: Buffer): WatchEvent {
  const value = parseLine(line);
  const { type, object } = (value ?? {}) as { readonly type?: unknown; readonly object?: unknown };
  if (!eventTypes.has(type) || typeof object !== 'object' || object === null) {
    throw undecodable(`a line is no event: ${line.toString('utf8', 0, 200)}`);
  }
  return {
    type: type as WatchEvent['type'],
    object: deepFreeze(object as KubeObject),
    frame: () => Buffer.concat([line, newline]),
  };
}

const newline = Buffer.from('\n');

function parseLine(line: Buffer): unknown {
  try {
    return readJson(line.toString('utf8'));
  } catch {
    throw undecodable(`a line is no JSON: ${line.toString('utf8', 0, 200)}`);
  }
}

function undecodable(why: string): StatusError {
  const message = `unable to decode an event from the watch stream: ${why}`;
  return failure(500, 'InternalError', message, { causes: [{ reason: 'ClientWatchDecoding', message }] });
}
