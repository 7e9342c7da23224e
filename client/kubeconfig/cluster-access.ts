import type { HttpTransportOptions } from '../http-transport.ts';
import { clusterOptions } from './cluster-options.ts';
import { text } from './entry-fields.ts';
import type { Host } from './host.ts';
import { KubeconfigError } from './kubeconfig-error.ts';
import type { Entry, Kubeconfig } from './read-kubeconfig.ts';
import { userOptions } from './user-options.ts';

/** Where a cluster is, and as whom it is asked. */
export interface ClusterAccess {
  readonly transport: HttpTransportOptions;
  /** The namespace of the context. */
  readonly namespace: string;
}

/** What counts more than what a kubeconfig says: kubectl's flags of these names. */
export interface AccessOverrides {
  readonly context?: string;
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
  readonly server?: string;
  /** A path. */
  readonly certificateAuthority?: string;
  readonly insecureSkipTlsVerify?: boolean;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  /** Paths. */
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly as?: string;
  readonly asUid?: string;
  readonly asGroups?: readonly string[];
  readonly asUserExtra?: Readonly<Record<string, readonly string[]>>;
}

/**
 * What a context of a kubeconfig says, default: the current one. Throws KubeconfigError. Mirrors
 * k8s.io/client-go/tools/clientcmd (DirectClientConfig.ClientConfig).
 */
export function clusterAccess(
  config: Kubeconfig,
  host: Host,
  overrides: AccessOverrides = {},
): ClusterAccess {
  const context = contextOf(config, overrides);
  const cluster = entryOf(config.clusters, context, 'cluster', overrides.cluster, {
    server: overrides.server,
    'certificate-authority': overrides.certificateAuthority,
    'insecure-skip-tls-verify': overrides.insecureSkipTlsVerify,
    'tls-server-name': overrides.tlsServerName,
    'proxy-url': overrides.proxyUrl,
  });
  const user = entryOf(config.users, context, 'user', overrides.user, {
    token: overrides.token,
    username: overrides.username,
    password: overrides.password,
    'client-certificate': overrides.clientCertificate,
    'client-key': overrides.clientKey,
    as: overrides.as,
    'as-uid': overrides.asUid,
    'as-groups': overrides.asGroups,
    'as-user-extra': overrides.asUserExtra,
  });
  const options = clusterOptions(cluster, host);
  return {
    transport: { ...options.transport, ...userOptions(user, options, host) },
    namespace: overrides.namespace ?? text(context, 'namespace') ?? 'default',
  };
}

function contextOf(config: Kubeconfig, overrides: AccessOverrides): Entry {
  const name = overrides.context ?? config.currentContext;
  const chosen = config.contexts.get(name);
  if (chosen !== undefined) return chosen;
  if (name !== '') throw new KubeconfigError(`context ${JSON.stringify(name)} does not exist`);
  if (overrides.cluster !== undefined || overrides.server !== undefined) return nothingSaid('no context');
  throw new KubeconfigError('no context is chosen: the kubeconfig has no current-context');
}

/** What is given beside a kubeconfig stands where the process was started. */
function nothingSaid(where: string): Entry {
  return { where, fields: {}, resolve: (path) => path };
}

/** Fields given beside the file count more than the file's; `NAME-data` of it counts no more than a given `NAME`. */
function entryOf(
  entries: ReadonlyMap<string, Entry>,
  context: Entry,
  part: 'cluster' | 'user',
  chosen: string | undefined,
  given: Readonly<Record<string, unknown>>,
): Entry {
  const name = chosen ?? text(context, part);
  const found = name === undefined ? nothingSaid(`${context.where}: ${part}`) : entries.get(name);
  if (found === undefined)
    throw new KubeconfigError(`${context.where}: ${part} ${JSON.stringify(name)} does not exist`);
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  if (said.length === 0) return found;
  const hidden = said.map(([field]) => [`${field}-data`, undefined] as const);
  const paths = new Set(said.filter(([field]) => pathFields.has(field)).map(([, value]) => value));
  return {
    where: found.where,
    fields: { ...found.fields, ...Object.fromEntries([...hidden, ...said]) },
    resolve: (path) => (paths.has(path) ? path : found.resolve(path)),
  };
}

const pathFields: ReadonlySet<string> = new Set([
  'certificate-authority',
  'client-certificate',
  'client-key',
]);
