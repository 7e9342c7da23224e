import type { TestApi } from '../../../apiserver/testing/open-api.ts';
import { type Server, userAgent } from '../server/server.ts';

/** An API server in virtual time as the judge's questions are asked. */
export function serverOf(api: TestApi): Server {
  return {
    async ask(method, path, body) {
      const given = body === undefined ? undefined : JSON.stringify(body);
      const headers = { 'user-agent': userAgent, 'content-type': 'application/json' };
      const { status, body: answered } = await api.call(method, path, given, headers);
      return { code: status, body: answered };
    },
    stop: async () => {},
  };
}
