import { readFileSync } from 'node:fs';
import { attemptsPath, type PodAttempts } from '../scheduler/attempts/attempt-log.ts';
import { UsageError } from './usage-error.ts';

/** The server that a kubeconfig of `homeostat up` names. Throws UsageError. */
export function serverOf(kubeconfig: string): string {
  let text: string;
  try {
    text = readFileSync(kubeconfig, 'utf8');
  } catch {
    throw new UsageError(
      `${kubeconfig} cannot be read; start a cluster with "homeostat up", or name one with --server`,
    );
  }
  const [, server] = /^\s+server: (\S+)$/m.exec(text) ?? [];
  if (server === undefined) throw new UsageError(`${kubeconfig} names no server; name one with --server`);
  return server;
}

/** What a running cluster knows of the pod `namespace/name`. Throws UsageError where there is no cluster that keeps attempts. */
export async function attemptsOfServer(server: string, pod: string): Promise<PodAttempts> {
  const url = `${server.replace(/\/$/, '')}${attemptsPath}?pod=${encodeURIComponent(pod)}`;
  let response: Response;
  try {
    response = await fetch(url);
  } catch {
    throw new UsageError(
      `no cluster answers at ${server}; start one with "homeostat up", or name another with --server`,
    );
  }
  if (!response.ok) {
    throw new UsageError(
      `${server} does not tell what its scheduler found out: it answers ${response.status}`,
    );
  }
  return (await response.json()) as PodAttempts;
}
