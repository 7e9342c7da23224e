import { expect, test } from 'vitest';
import { realEnvironment } from '../../environment/real/index.ts';
import { textAnswer } from './http-handler.ts';
import { HttpListener } from './http-listener.ts';

test('an answer that cannot be sent is answered with 500, and ends nothing', async () => {
  const environment = realEnvironment({
    onFailure(failure) {
      throw failure;
    },
  });
  const listener = new HttpListener(environment, {
    name: 'test',
    group: 'http-server',
    address: { host: '127.0.0.1', port: 0 },
    handler: ({ path }) => ({ ...textAnswer(200, 'ok'), headers: path === '/bad' ? { 'x-a': 'a\nb' } : {} }),
  });
  const stop = new AbortController();
  const running = listener.run(stop.signal);
  await listener.ready();
  const url = `http://127.0.0.1:${listener.port}`;
  const bad = await fetch(`${url}/bad`, { signal: AbortSignal.timeout(5_000) });
  expect([bad.status, await bad.text()]).toEqual([
    500,
    'internal server error: Invalid character in header content ["x-a"]\n',
  ]);
  expect((await fetch(url)).status).toBe(200);
  stop.abort();
  await running;
  environment.close();
});
