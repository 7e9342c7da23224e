import type { Environment } from '../environment/index.ts';
import type { Client } from './client.ts';
import { createClient } from './create-client.ts';
import { type HttpTransport, httpTransport } from './http-transport.ts';
import type { ClusterAccess } from './kubeconfig/index.ts';
import { type FlowControl, withFlowControl } from './transport/flow-control.ts';
import { withRetries } from './transport/retries.ts';
import { withTimeout } from './transport/timeout.ts';
import { withWarnings } from './transport/warnings.ts';

export interface ConnectOptions extends Partial<FlowControl> {
  /** Names the program in `managedFields` and in the server's logs. */
  readonly userAgent: string;
  /** A request that is not answered within this is given up. Default: what the transport allows. */
  readonly timeoutMs?: number;
  /** Told what the server warns of. Default: nobody is. */
  readonly onWarning?: (message: string) => void;
  /** What watches come over. Default `http`. */
  readonly watchOver?: 'http' | 'websocket';
}

/** A client of a cluster over HTTP, and its connections. */
export interface Connection {
  readonly client: Client;
  readonly transport: HttpTransport;
  /** Of the kubeconfig's context. */
  readonly namespace: string;
}

/**
 * Connects with a cluster as client-go's default does: 5 requests a second and 10 at once (`qps` 0: as many as there are),
 * asked again when the server says when. Whoever is done calls `transport.close()`.
 *
 * @example
 *     const environment = realEnvironment({ onFailure: console.error });
 *     const { client, namespace } = connect(environment, findCluster(), { userAgent: 'my-tool' });
 *     const pods = await client.list(coreV1.pods, { namespace });
 */
export function connect(
  environment: Environment,
  { transport: access, namespace }: ClusterAccess,
  { userAgent, qps = 5, burst = 10, timeoutMs, onWarning, watchOver = 'http' }: ConnectOptions,
): Connection {
  const http = httpTransport({ ...access, watchOver });
  const warned = onWarning === undefined ? http : withWarnings(http, onWarning);
  const timed = timeoutMs === undefined ? warned : withTimeout(warned, environment, timeoutMs);
  const limited = qps === 0 ? timed : withFlowControl(timed, environment, { qps, burst });
  const transport = { request: withRetries(limited, environment).request, close: () => http.close() };
  return { client: createClient(transport, { userAgent, signal: environment.signal }), transport, namespace };
}
