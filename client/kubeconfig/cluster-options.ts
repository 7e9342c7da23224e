import { isObject } from '../../apimachinery/index.ts';
import type { HttpTransportOptions } from '../http-transport.ts';
import { content, text } from './entry-fields.ts';
import type { ExecCluster } from './exec-credentials.ts';
import type { Host } from './host.ts';
import { KubeconfigError } from './kubeconfig-error.ts';
import { proxyFor } from './proxy-for.ts';
import type { Entry } from './read-kubeconfig.ts';

/** What a cluster's entry says. */
export interface ClusterOptions {
  readonly transport: Pick<
    HttpTransportOptions,
    'baseUrl' | 'ca' | 'serverName' | 'insecureSkipTlsVerify' | 'proxyUrl' | 'compressed'
  >;
  /** For a program that fetches credentials. */
  readonly told: ExecCluster;
}

const execExtension = 'client.authentication.k8s.io/exec';

/** Throws KubeconfigError. Mirrors client-go tools/clientcmd (getServerIdentificationPartialConfig). */
export function clusterOptions(cluster: Entry, host: Host): ClusterOptions {
  const baseUrl = serverOf(cluster);
  const ca = content(cluster, 'certificate-authority', host.readFile);
  const serverName = text(cluster, 'tls-server-name');
  const given = proxyOf(cluster);
  const proxyUrl = given ?? proxyFor(new URL(baseUrl), host.variables);
  const insecure = cluster.fields['insecure-skip-tls-verify'] === true;
  const plain = cluster.fields['disable-compression'] === true;
  if (insecure && ca !== undefined)
    throw new KubeconfigError(
      `${cluster.where}: specifying a root certificates file with the insecure flag is not allowed`,
    );
  return {
    transport: {
      baseUrl,
      ...(ca !== undefined && { ca }),
      ...(serverName !== undefined && { serverName }),
      ...(insecure && { insecureSkipTlsVerify: true }),
      ...(proxyUrl !== undefined && { proxyUrl }),
      ...(!plain && { compressed: true }),
    },
    told: {
      server: baseUrl,
      ...(serverName !== undefined && { 'tls-server-name': serverName }),
      ...(insecure && { 'insecure-skip-tls-verify': true }),
      ...(ca !== undefined && { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
      ...(given !== undefined && { 'proxy-url': given }),
      ...(plain && { 'disable-compression': true }),
      config: execSettings(cluster),
    },
  };
}

function serverOf(cluster: Entry): string {
  const server = text(cluster, 'server');
  if (server === undefined) throw new KubeconfigError(`${cluster.where}: has no server`);
  const whole = /^[a-z]+:\/\//i.test(server) ? server : `http://${server}`;
  const { protocol = '' } = URL.canParse(whole) ? new URL(whole) : {};
  if (protocol === 'http:' || protocol === 'https:') return whole;
  throw new KubeconfigError(`${cluster.where}: server ${JSON.stringify(server)} is no http or https URL`);
}

const proxyProtocols = ['http:', 'https:', 'socks5:'];

function proxyOf(cluster: Entry): string | undefined {
  const proxy = text(cluster, 'proxy-url');
  if (proxy === undefined) return undefined;
  const { protocol = '' } = URL.canParse(proxy) ? new URL(proxy) : {};
  if (proxyProtocols.includes(protocol)) return proxy;
  throw new KubeconfigError(
    `${cluster.where}: proxy-url ${JSON.stringify(proxy)} must be a URL of http, https or socks5`,
  );
}

/** What the entry of a cluster has for programs that fetch credentials. */
function execSettings({ fields: { extensions } }: Entry): unknown {
  const list: readonly unknown[] = Array.isArray(extensions) ? extensions : [];
  const found = list.filter(isObject).find(({ name }) => name === execExtension);
  return found?.extension ?? null;
}
