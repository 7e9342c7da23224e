import { startCluster } from '../../../index.ts';
import { readAnswer, type Server, userAgent } from './server.ts';

/** An API server of ours with nothing beside it that a cluster without a provider of storage has not. */
export async function startOurServer(): Promise<Server> {
  const cluster = await startCluster({ nodes: 0, controllers: ['*', '-simulated-storage'] });
  return {
    async ask(method, path, body, contentType = 'application/json') {
      const response = await fetch(cluster.url + path, {
        method,
        headers: { 'user-agent': userAgent, ...(body === undefined ? {} : { 'content-type': contentType }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return readAnswer(response.status, await response.text());
    },
    stop: () => cluster.stop(),
  };
}
