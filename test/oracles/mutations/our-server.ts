import { openApi } from '../../../apiserver/testing/open-api.ts';
import { type Server, userAgent } from '../server/server.ts';

/** An API server in virtual time, with the ServiceAccount that pods of the namespace `default` run as. */
export async function openOurServer(): Promise<Server> {
  const api = await openApi(1, undefined, undefined, { serviceAccounts: true });
  await api.call('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
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
