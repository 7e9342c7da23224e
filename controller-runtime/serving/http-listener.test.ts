import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { realEnvironment } from '../../environment/real/index.ts';
import { type HttpHandler, textAnswer } from './http-handler.ts';
import { HttpListener } from './http-listener.ts';

/** Calls `use` with the port of a listener while it listens. */
async function whileListening(handler: HttpHandler, use: (port: number) => Promise<void>): Promise<void> {
  const environment = realEnvironment({
    onFailure(failure) {
      throw failure;
    },
  });
  const listener = new HttpListener(environment, {
    name: 'test',
    group: 'http-server',
    address: { host: '127.0.0.1', port: 0 },
    handler,
  });
  const stop = new AbortController();
  const running = listener.run(stop.signal);
  try {
    await listener.ready();
    await use(listener.port ?? 0);
  } finally {
    stop.abort();
    await running;
    environment.close();
  }
}

test('an answer that cannot be sent is answered with 500, and ends nothing', async () => {
  const handler: HttpHandler = ({ path }) => ({
    ...textAnswer(200, 'ok'),
    headers: path === '/bad' ? { 'x-a': 'a\nb' } : {},
  });
  await whileListening(handler, async (port) => {
    const url = `http://127.0.0.1:${port}`;
    const bad = await fetch(`${url}/bad`, { signal: AbortSignal.timeout(5_000) });
    expect([bad.status, await bad.text()]).toEqual([
      500,
      'internal server error: Invalid character in header content ["x-a"]\n',
    ]);
    expect((await fetch(url)).status).toBe(200);
  });
});

test.each([
  ['/a?b=c', '/a ?b=c'],
  ['//', '//'],
  ['//readyz/x', '//readyz/x'],
  ['*', '/*'],
  ['http://elsewhere/a?b', '/a ?b='],
])('a request for %s is one for a path of this server', async (target, want) => {
  const handler: HttpHandler = ({ path, query }) =>
    textAnswer(200, query.size === 0 ? path : `${path} ?${query}`);
  await whileListening(handler, async (port) => {
    const request = get({ host: '127.0.0.1', port, path: target, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(await text(response)).toBe(want);
  });
});
