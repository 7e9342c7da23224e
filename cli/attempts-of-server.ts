import { type HttpTransportOptions, httpTransport } from '../client/http-transport.ts';
import { attemptsPath, type PodAttempts } from '../scheduler/attempts/attempt-log.ts';
import { UsageError } from './usage-error.ts';

/** What a running cluster knows of the pod `namespace/name`. Throws UsageError where there is no cluster that keeps attempts. */
export async function attemptsOfServer(access: HttpTransportOptions, pod: string): Promise<PodAttempts> {
  const transport = httpTransport(access);
  const headers = { accept: 'application/json', 'user-agent': 'homeostat' };
  const { status, body } = await transport
    .request({ method: 'GET', path: attemptsPath, query: { pod }, headers })
    .catch(() => {
      throw new UsageError(
        `no cluster answers at ${access.baseUrl}; start one with "homeostat up", or name another with --server`,
      );
    })
    .finally(() => transport.close());
  if (status !== 200 || body.type !== 'object')
    throw new UsageError(
      `${access.baseUrl} does not tell what its scheduler found out: it answers ${status}`,
    );
  return body.object as PodAttempts;
}
