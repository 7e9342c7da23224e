import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { httpWebhooks } from './webhook-client.ts';

/** A byte now and then, without an end. */
function trickle(response: ServerResponse): void {
  const more = setInterval(() => response.write(' '), 5);
  response.once('close', () => clearInterval(more));
}

let server: Server;
let base: string;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece) => {
      text += String(piece);
    });
    request.on('end', () => {
      if (request.url?.startsWith('/slow')) return trickle(response);
      asked.push(`${request.method} ${request.url} ${request.headers['content-type']} ${text.trim()}`);
      const code = Number(/code(\d+)/.exec(request.url ?? '')?.[1] ?? 200);
      response.statusCode = code;
      response.end(code === 200 ? '{"answer":1}' : 'boom');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const refusal = (target: object) =>
  httpWebhooks()
    .call(target, {})
    .then(
      (answer) => expect.fail(`it answered ${JSON.stringify(answer)}`),
      (error: Error) => error.message,
    );

test('a webhook is called at its URL, or where its service is said to be', async () => {
  expect(await httpWebhooks().call({ url: `${base}/convert` }, { a: 1 })).toEqual({ answer: 1 });
  const service = { namespace: 'team', name: 'hook', path: '/convert' };
  expect(await httpWebhooks({ 'team/hook': base }).call({ service }, { a: 2 })).toEqual({ answer: 1 });
  expect(asked).toEqual([
    'POST /convert?timeout=30s application/json {"a":1}',
    'POST /convert?timeout=30s application/json {"a":2}',
  ]);
});

test('what goes wrong is told as Kubernetes tells it', async () => {
  expect(await refusal({ url: 'https://127.0.0.1:1/convert' })).toBe(
    'Post "https://127.0.0.1:1/convert?timeout=30s": dial tcp 127.0.0.1:1: connect: connection refused',
  );
  expect(await refusal({ service: { namespace: 'team', name: 'hook', path: '/convert' } })).toBe(
    'Post "https://hook.team.svc:443/convert?timeout=30s": service "hook" not found',
  );
  expect(await refusal({ url: `${base}/code500` })).toBe(
    'an error on the server ("boom") has prevented the request from succeeding',
  );
  expect(await refusal({ url: `${base}/code404` })).toBe('the server could not find the requested resource');
});

test('an answer that does not come to an end in time is none', async () => {
  const slow = httpWebhooks().call(
    { url: `${base}/slow` },
    {},
    { timeoutSeconds: 3, signal: AbortSignal.timeout(100) },
  );
  await expect(slow).rejects.toThrow(`Post "${base}/slow?timeout=3s": context deadline exceeded`);
});
