import { messageOf } from '../../apimachinery/index.ts';
import type { HttpTransportOptions } from '../http-transport.ts';
import { KubeconfigError } from './kubeconfig-error.ts';
import type { Entry, Kubeconfig, ReadFile } from './read-kubeconfig.ts';

/** Where a cluster is, and as whom it is asked. */
export interface ClusterAccess {
  readonly transport: HttpTransportOptions;
  /** The namespace of the context. */
  readonly namespace: string;
}

/**
 * What a context of a kubeconfig says, default: the current one. Throws KubeconfigError. Differs: programs that fetch credentials
 * are not run. Mirrors k8s.io/client-go/tools/clientcmd (DirectClientConfig.ClientConfig).
 */
export function clusterAccess(config: Kubeconfig, readFile: ReadFile, context = ''): ClusterAccess {
  const name = context === '' ? config.currentContext : context;
  if (name === '') throw new KubeconfigError('no context is chosen: the kubeconfig has no current-context');
  const chosen = config.contexts.get(name);
  if (chosen === undefined) throw new KubeconfigError(`context ${JSON.stringify(name)} does not exist`);
  const cluster = entryOf(config.clusters, chosen, 'cluster');
  const user = entryOf(config.users, chosen, 'user');
  return {
    transport: {
      ...(cluster === undefined ? {} : clusterOptions(cluster, readFile)),
      ...(user === undefined ? {} : userOptions(user, readFile)),
      baseUrl: serverOf(cluster, name),
    },
    namespace: text(chosen, 'namespace') ?? 'default',
  };
}

function entryOf(entries: ReadonlyMap<string, Entry>, context: Entry, part: string): Entry | undefined {
  const name = text(context, part);
  if (name === undefined) return undefined;
  const found = entries.get(name);
  if (found === undefined)
    throw new KubeconfigError(`${context.where}: ${part} ${JSON.stringify(name)} does not exist`);
  return found;
}

function serverOf(cluster: Entry | undefined, context: string): string {
  const server = cluster && text(cluster, 'server');
  if (server === undefined) throw new KubeconfigError(`context ${JSON.stringify(context)} has no server`);
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return server;
  throw new KubeconfigError(`${cluster?.where}: server ${JSON.stringify(server)} is no http or https URL`);
}

type Options = Omit<HttpTransportOptions, 'baseUrl'>;

function clusterOptions(cluster: Entry, readFile: ReadFile): Options {
  const ca = content(cluster, 'certificate-authority', readFile);
  const serverName = text(cluster, 'tls-server-name');
  if (text(cluster, 'proxy-url') !== undefined)
    throw new KubeconfigError(`${cluster.where}: proxy-url is not supported`);
  return {
    ...(ca !== undefined && { ca }),
    ...(serverName !== undefined && { serverName }),
    ...(cluster.fields['insecure-skip-tls-verify'] === true && { insecureSkipTlsVerify: true }),
  };
}

function userOptions(user: Entry, readFile: ReadFile): Options {
  for (const part of ['exec', 'auth-provider'])
    if (user.fields[part] !== undefined) throw new KubeconfigError(`${user.where}: ${part} is not supported`);
  const cert = content(user, 'client-certificate', readFile);
  const key = content(user, 'client-key', readFile);
  const authorization = authorizationOf(user, readFile);
  const as = text(user, 'as');
  const headers = {
    ...(authorization !== undefined && { authorization }),
    ...(as !== undefined && { 'impersonate-user': as }),
  };
  return { headers, ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
}

function authorizationOf(user: Entry, readFile: ReadFile): string | undefined {
  const file = text(user, 'tokenFile');
  const token = file === undefined ? text(user, 'token') : fileOf(user, file, readFile).trim();
  if (token !== undefined) return `Bearer ${token}`;
  const name = text(user, 'username');
  if (name === undefined) return undefined;
  return `Basic ${Buffer.from(`${name}:${text(user, 'password') ?? ''}`).toString('base64')}`;
}

/** Of `NAME-data`, in base64, or of the file that `NAME` says. */
function content(entry: Entry, name: string, readFile: ReadFile): string | undefined {
  const data = text(entry, `${name}-data`);
  if (data !== undefined) return Buffer.from(data, 'base64').toString();
  const path = text(entry, name);
  return path === undefined ? undefined : fileOf(entry, path, readFile);
}

function fileOf(entry: Entry, path: string, readFile: ReadFile): string {
  const place = entry.resolve(path);
  const refuse = (why: string) => new KubeconfigError(`${entry.where}: ${why}`);
  try {
    const found = readFile(place);
    if (found !== undefined) return found;
  } catch (error) {
    throw refuse(`${place}: ${messageOf(error)}`);
  }
  throw refuse(`there is no file ${place}`);
}

/** Undefined: not said, or empty. */
function text(entry: Entry, name: string): string | undefined {
  const value = entry.fields[name] ?? '';
  if (typeof value !== 'string') throw new KubeconfigError(`${entry.where}: ${name} must be a string`);
  return value === '' ? undefined : value;
}
