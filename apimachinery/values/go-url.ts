import { AddressError, parseIpAddress } from './go-address.ts';
import { goQuote } from './go-format.ts';

/** Why a text is no URL, in the words of Go's net/url. */
export class UrlError extends Error {}

/** A URL as Go takes it apart. */
export interface GoUrl {
  readonly scheme: string;
  /** All after the scheme, when no slash follows it; the other parts are empty then. */
  readonly opaque: string;
  /** User and password, as they stand there; undefined where there is no `@`. */
  readonly user: string | undefined;
  /** With its port. */
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** With `viaRequest` an absolute URL or path, without a fragment. Throws UrlError. Mirrors url.Parse and ParseRequestURI. */
export function parseGoUrl(text: string, viaRequest: boolean): GoUrl {
  const hash = viaRequest ? -1 : text.indexOf('#');
  const whole = hash < 0 ? text : text.slice(0, hash);
  const fragment = hash < 0 ? '' : text.slice(hash + 1);
  const url = inParse(whole, () => parse(whole, viaRequest));
  return { ...url, fragment: inParse(text, () => unescapeUrl(fragment, 'path')) };
}

/** What a request line may have: an absolute URI or an absolute path. Undefined for anything else. */
export function parseRequestUri(text: string): GoUrl | undefined {
  try {
    return parseGoUrl(text, true);
  } catch (error) {
    if (error instanceof UrlError) return undefined;
    throw error;
  }
}

function inParse<Read>(text: string, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    throw error instanceof UrlError ? new UrlError(`parse ${goQuote(text)}: ${error.message}`) : error;
  }
}

const nothing = {
  scheme: '',
  opaque: '',
  user: undefined,
  host: '',
  path: '',
  query: '',
  fragment: '',
};

function parse(text: string, viaRequest: boolean): GoUrl {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\0-\x1f\x7f]/.test(text)) throw new UrlError('net/url: invalid control character in URL');
  if (text === '' && viaRequest) throw new UrlError('empty url');
  if (text === '*') return { ...nothing, path: '*' };
  const { scheme, rest: afterScheme } = splitScheme(text);
  const question = afterScheme.indexOf('?');
  const query = question < 0 ? '' : afterScheme.slice(question + 1);
  const rest = question < 0 ? afterScheme : afterScheme.slice(0, question);
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...nothing, scheme, opaque: rest, query };
    if (viaRequest) throw new UrlError('invalid URI for request');
    if ((rest.split('/')[0] ?? '').includes(':')) {
      throw new UrlError('first path segment in URL cannot contain colon');
    }
  }
  const hasAuthority = (scheme !== '' || (!viaRequest && !rest.startsWith('///'))) && rest.startsWith('//');
  const end = hasAuthority ? rest.indexOf('/', 2) : 0;
  const authority = hasAuthority ? rest.slice(2, end < 0 ? undefined : end) : '';
  const path = end < 0 ? '' : rest.slice(end);
  const { user, host } = parseAuthority(scheme, authority);
  unescapeUrl(path, 'path');
  return { ...nothing, scheme, user, host, path, query };
}

function splitScheme(text: string): { scheme: string; rest: string } {
  if (text.startsWith(':')) throw new UrlError('missing protocol scheme');
  const [whole = '', scheme = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text) ?? [];
  return { scheme: scheme.toLowerCase(), rest: text.slice(whole.length) };
}

function parseAuthority(scheme: string, authority: string): Pick<GoUrl, 'user' | 'host'> {
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1));
  if (at < 0) return { user: undefined, host };
  const user = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) throw new UrlError('net/url: invalid userinfo');
  unescapeUrl(user, 'path');
  return { user, host };
}

function parseHost(scheme: string, host: string): string {
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) throw new UrlError('invalid IP-literal');
  if (bracket === 0) return parseLiteral(host);
  const colon = host.indexOf(':');
  const strict = scheme === 'http' || scheme === 'https';
  if (colon >= 0) checkPort(host.slice(strict ? colon : host.lastIndexOf(':')));
  return unescapeUrl(host, 'host');
}

/** `[::1]:80` */
function parseLiteral(host: string): string {
  const close = host.lastIndexOf(']');
  if (close < 0) throw new UrlError("missing ']' in host");
  const port = host.slice(close + 1);
  checkPort(port);
  const inner = host.slice(1, close);
  const zone = inner.indexOf('%25');
  const name =
    zone < 0
      ? unescapeUrl(inner, 'host')
      : unescapeUrl(inner.slice(0, zone), 'host') + unescapeUrl(inner.slice(zone), 'zone');
  try {
    if (parseIpAddress(name).bytes.length === 4) throw new UrlError('invalid IP-literal');
  } catch (error) {
    throw error instanceof AddressError ? new UrlError(`invalid host: ${error.message}`) : error;
  }
  return `[${name}]${port}`;
}

function checkPort(port: string): void {
  if (!/^(?::[0-9]*)?$/.test(port)) throw new UrlError(`invalid port ${goQuote(port)} after host`);
}

type Part = 'path' | 'host' | 'zone' | 'query';

/** Percent escapes decoded; throws UrlError. Mirrors url.unescape. */
export function unescapeUrl(text: string, part: Part): string {
  const bad = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(text);
  const early = part === 'host' ? /%(?!25)[0-7][0-9a-fA-F]/.exec(text) : undefined;
  const wrongEscape = [bad, early]
    .filter((found) => found != null)
    .sort((left, right) => left.index - right.index)[0];
  const wrong = /^(?:host|zone)$/.test(part)
    ? /[^A-Za-z0-9!$&'()*+,;=:[\]<>"\-_.~%\x80-\uffff]/.exec(text)
    : null;
  if (wrong !== null && wrong.index < (wrongEscape?.index ?? text.length)) {
    throw new UrlError(`invalid character ${goQuote(wrong[0])} in host name`);
  }
  if (wrongEscape !== undefined) throw new UrlError(`invalid URL escape ${goQuote(wrongEscape[0])}`);
  const spaced = part === 'query' ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  return spaced.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
    new TextDecoder().decode(Buffer.from(run.replaceAll('%', ''), 'hex')),
  );
}

/** The path as it is sent: as it was written where that is right, else escaped anew. */
export function escapedPath({ path }: GoUrl): string {
  if (path === '*' || /^[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%]*$/.test(path)) return path;
  return escapeAll(unescapeUrl(path, 'path'));
}

function escapeAll(path: string): string {
  return path.replace(/[^A-Za-z0-9\-_.~$&+,/:;=@]+/gu, (run) =>
    [...new TextEncoder().encode(run)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
}

/** Host without port and brackets, and the port. */
export function splitHostPort({ host }: GoUrl): { hostname: string; port: string } {
  const [, name = host, port = ''] = /^(.*):([0-9]*)$/s.exec(host) ?? [];
  return { hostname: /^\[.*\]$/s.test(name) ? name.slice(1, -1) : name, port };
}

/** Its parameters; what cannot be read of them is left out. */
export function queryOf({ query }: GoUrl): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const equals = pair.indexOf('=');
    const [key, value] = [
      equals < 0 ? pair : pair.slice(0, equals),
      equals < 0 ? '' : pair.slice(equals + 1),
    ].map(decoded);
    if (key === undefined || value === undefined) continue;
    const given = values.get(key);
    if (given === undefined) values.set(key, [value]);
    else given.push(value);
  }
  return values;
}

function decoded(text: string): string | undefined {
  try {
    return unescapeUrl(text, 'query');
  } catch (error) {
    if (error instanceof UrlError) return undefined;
    throw error;
  }
}

export function urlText(url: GoUrl): string {
  const { scheme, opaque, user, host, query, fragment } = url;
  const before = `${scheme === '' ? '' : `${scheme}:`}`;
  const authority =
    host === '' && user === undefined ? '' : `//${user === undefined ? '' : `${user}@`}${host}`;
  const after = `${query === '' ? '' : `?${query}`}${fragment === '' ? '' : `#${fragment}`}`;
  return opaque === '' ? `${before}${authority}${escapedPath(url)}${after}` : `${before}${opaque}${after}`;
}
