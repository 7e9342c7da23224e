import { isObject } from '../../apimachinery/index.ts';
import type { HttpTransportOptions } from '../http-transport.ts';
import type { ClusterOptions } from './cluster-options.ts';
import { content, fileOf, text, texts } from './entry-fields.ts';
import { execConfigOf } from './exec-config.ts';
import { execCredentials } from './exec-credentials.ts';
import type { Host } from './host.ts';
import { KubeconfigError } from './kubeconfig-error.ts';
import type { Entry } from './read-kubeconfig.ts';
import { tokenOfFile } from './token-file.ts';

type UserOptions = Pick<HttpTransportOptions, 'headers' | 'cert' | 'key' | 'credentials'>;
type Headers = Readonly<Record<string, string | string[]>>;

/**
 * What a user's entry says. Secrets are sent over TLS only: over plain HTTP nobody is named. Throws KubeconfigError. Mirrors
 * client-go tools/clientcmd (getUserIdentificationPartialConfig) and transport (impersonatingRoundTripper).
 */
export function userOptions(user: Entry, { transport, told }: ClusterOptions, host: Host): UserOptions {
  const exec = execConfigOf(user);
  checkProvider(user, exec !== undefined);
  const asked = impersonation(user);
  if (new URL(transport.baseUrl).protocol !== 'https:') return { headers: asked };
  const cert = content(user, 'client-certificate', host.readFile);
  const key = content(user, 'client-key', host.readFile);
  if (cert !== undefined && key === undefined)
    throw new KubeconfigError(`${user.where}: client-key-data or client-key must be specified`);
  const own = { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
  const file = text(user, 'tokenFile');
  if (file !== undefined) {
    fileOf(user, file, host.readFile);
    return { headers: asked, ...own, credentials: tokenOfFile(user.resolve(file), host) };
  }
  const authorization = authorizationOf(user);
  const headers = authorization === undefined ? asked : { ...asked, authorization };
  const isKnown = authorization !== undefined || cert !== undefined;
  return {
    headers,
    ...own,
    ...(exec !== undefined && !isKnown && { credentials: execCredentials(exec, told, host) }),
  };
}

/** Plugins that were built into kubectl once. */
function checkProvider(user: Entry, hasExec: boolean): void {
  const provider = user.fields['auth-provider'];
  if (provider === undefined || provider === null) return;
  const why = hasExec
    ? 'authProvider cannot be provided in combination with an exec plugin'
    : `no Auth Provider found for name ${JSON.stringify(isObject(provider) ? provider.name : provider)}; use an exec plugin`;
  throw new KubeconfigError(`${user.where}: ${why}`);
}

function authorizationOf(user: Entry): string | undefined {
  const token = text(user, 'token');
  if (token !== undefined) return `Bearer ${token}`;
  const name = text(user, 'username');
  const password = text(user, 'password');
  if (name === undefined && password === undefined) return undefined;
  return `Basic ${Buffer.from(`${name ?? ''}:${password ?? ''}`).toString('base64')}`;
}

function impersonation(user: Entry): Headers {
  const name = text(user, 'as');
  const uid = text(user, 'as-uid');
  const groups = texts(user, 'as-groups');
  const extra = user.fields['as-user-extra'] ?? {};
  if (!isObject(extra)) throw new KubeconfigError(`${user.where}: as-user-extra must be an object`);
  const extras = Object.entries(extra).map(
    ([key, values]) =>
      [`impersonate-extra-${escaped(key)}`, [...texts(user, 'as-user-extra', values)]] as const,
  );
  if (name === undefined) {
    if (uid === undefined && groups.length === 0 && extras.length === 0) return {};
    throw new KubeconfigError(
      `${user.where}: requesting uid, groups or user-extra without impersonating a user`,
    );
  }
  return {
    'impersonate-user': name,
    ...(uid !== undefined && { 'impersonate-uid': uid }),
    ...(groups.length > 0 && { 'impersonate-group': [...groups] }),
    ...Object.fromEntries(extras),
  };
}

/** What may not stand in the name of a header, and what is a percent sign, is written as in a URL. */
function escaped(key: string): string {
  return key
    .toLowerCase()
    .replace(/[^a-z0-9!#$&'*+.^_`|~-]/gu, (one) =>
      [...Buffer.from(one)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
    );
}
