import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { coreV1 } from '../api/index.ts';
import { schedulerConfiguration } from '../scheduler/index.ts';
import { startCluster } from './index.ts';

test('extenders are asked over HTTP in a cluster that is started', async () => {
  const asked: string[] = [];
  let bound: (binding: { readonly Node: string }) => void = () => {};
  const binding = new Promise<{ readonly Node: string }>((resolve) => {
    bound = resolve;
  });
  const server = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const piece of request) text += piece;
      const body = JSON.parse(text);
      asked.push(request.url ?? '');
      if (request.url === '/filter') return void response.end(JSON.stringify({ NodeNames: ['node-2'] }));
      response.end('{}');
      bound(body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const urlPrefix = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const extender = { urlPrefix, filterVerb: 'filter', bindVerb: 'bind', nodeCacheCapable: true };
  const configuration = schedulerConfiguration({ extenders: [extender] });
  const cluster = await startCluster({ nodes: 3, schedulers: [{ configuration }] });
  try {
    const spec = { containers: [{ name: 'c', image: 'nginx' }] };
    await cluster.client().create(coreV1.pods, { metadata: { name: 'web', namespace: 'default' }, spec });
    expect(await binding).toMatchObject({ PodName: 'web', PodNamespace: 'default', Node: 'node-2' });
    expect(asked.slice(0, 2)).toEqual(['/filter', '/bind']);
  } finally {
    await cluster.stop();
    server.closeAllConnections();
    server.close();
  }
});
