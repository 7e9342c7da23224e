import { startCluster } from '../../../index.ts';
import { readAnswer, type Server, userAgent } from './server.ts';

/** An API server of ours with nothing beside it but what makes the ServiceAccount of a namespace. */
export async function startOurServer(): Promise<Server> {
  const cluster = await startCluster({ nodes: 0, controllers: ['serviceaccount'] });
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
