import { isIPv6 } from 'node:net';
import { goQuote } from '../../../apimachinery/index.ts';
import { FunctionError, type FunctionTable, map, templateFunction, text } from '../functions.ts';
import { entryOf, type GoMap, type GoValue, typeOf } from '../values.ts';

/** Mirrors sprig: url, over Go's net/url. */
export const urlFunctions: FunctionTable = {
  urlParse: templateFunction('string', ([value]) => {
    const { hash: fragment, ...parts } = parsed(text(value), 'unable to parse url');
    return { ...parts, hostname: hostnameOf(parts.host), fragment };
  }),
  urlJoin: templateFunction('map', ([value]) => joined(map(value))),
};

type Place = 'host' | 'zone' | 'path' | 'user' | 'fragment';

interface Parts {
  readonly scheme: string;
  readonly opaque: string;
  readonly userinfo: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly hash: string;
}

const nothing: Parts = { scheme: '', opaque: '', userinfo: '', host: '', path: '', query: '', hash: '' };

/** Why a text is no URL. */
class UrlError extends Error {}

/** Throws a FunctionError. Mirrors url.Parse. */
function parsed(url: string, failing: string): Parts {
  const [before, hash] = cut(url, '#');
  let told = before;
  try {
    const parts = parse(before);
    told = url;
    return { ...parts, hash: unescaped(hash, 'fragment') };
  } catch (error) {
    if (!(error instanceof UrlError)) throw error;
    throw new FunctionError(`${failing}: parse ${goQuote(told)}: ${error.message}`);
  }
}

function parse(url: string): Parts {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x1f\x7f]/.test(url)) throw new UrlError('net/url: invalid control character in URL');
  if (url === '*') return { ...nothing, path: '*' };
  if (url.startsWith(':')) throw new UrlError('missing protocol scheme');
  const [, given = '', afterScheme = url] = /^([a-zA-Z][a-zA-Z0-9+.-]*):(.*)$/s.exec(url) ?? [];
  const scheme = given.toLowerCase();
  const [rest, query] = cut(afterScheme, '?');
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...nothing, scheme, query, opaque: rest };
    if (cut(rest, '/')[0].includes(':')) {
      throw new UrlError('first path segment in URL cannot contain colon');
    }
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
  if (!hasAuthority) return { ...nothing, scheme, query, path: unescaped(rest, 'path') };
  const slash = rest.indexOf('/', 2);
  const [authority, path] = slash < 0 ? [rest.slice(2), ''] : [rest.slice(2, slash), rest.slice(slash)];
  return { ...nothing, scheme, query, ...parseAuthority(scheme, authority), path: unescaped(path, 'path') };
}

function parseAuthority(scheme: string, authority: string): Pick<Parts, 'userinfo' | 'host'> {
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1));
  if (at < 0) return { userinfo: '', host };
  const given = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(given)) throw new UrlError('net/url: invalid userinfo');
  const colon = given.indexOf(':');
  const names = colon < 0 ? [given] : [given.slice(0, colon), given.slice(colon + 1)];
  return { userinfo: names.map((name) => escaped(unescaped(name, 'user'), 'user')).join(':'), host };
}

function parseHost(scheme: string, host: string): string {
  const open = host.lastIndexOf('[');
  if (open > 0) throw new UrlError('invalid IP-literal');
  if (open === 0) return parseIpLiteral(host);
  const first = host.indexOf(':');
  if (first >= 0) {
    const isStrict = scheme === 'http' || scheme === 'https';
    checkPort(host.slice(isStrict ? first : host.lastIndexOf(':')));
  }
  return unescaped(host, 'host');
}

function parseIpLiteral(host: string): string {
  const close = host.lastIndexOf(']');
  if (close < 0) throw new UrlError("missing ']' in host");
  const port = host.slice(close + 1);
  checkPort(port);
  const name = host.slice(1, close);
  const zone = name.indexOf('%25');
  const address = unescaped(zone < 0 ? name : name.slice(0, zone), 'host');
  if (!isIPv6(address)) {
    throw new UrlError(
      /^\d+(\.\d+){3}$/.test(address)
        ? 'invalid IP-literal'
        : `invalid host: ParseAddr(${goQuote(address)}): unable to parse IP`,
    );
  }
  return `[${address}${zone < 0 ? '' : unescaped(name.slice(zone), 'zone')}]${port}`;
}

function checkPort(port: string): void {
  if (!/^(:\d*)?$/.test(port)) throw new UrlError(`invalid port ${goQuote(port)} after host`);
}

/** Mirrors stripPort. */
function hostnameOf(host: string): string {
  const close = host.indexOf(']');
  if (close >= 0) return host.slice(host.startsWith('[') ? 1 : 0, close);
  const colon = host.lastIndexOf(':');
  return colon < 0 ? host : host.slice(0, colon);
}

/** Mirrors url.URL.String, of what has been put together from its parts. */
function joined(given: GoMap): string {
  const [scheme, host, opaque] = [textOf(given, 'scheme'), textOf(given, 'host'), textOf(given, 'opaque')];
  const [query, fragment] = [textOf(given, 'query'), textOf(given, 'fragment')];
  const path = textOf(given, 'path');
  const asked = textOf(given, 'userinfo');
  const { userinfo } = parsed(
    asked === '' ? '' : `proto://${asked}@host`,
    'unable to parse userinfo in dict',
  );
  const authority = userinfo === '' ? escaped(host, 'host') : `${userinfo}@${escaped(host, 'host')}`;
  const way = path === '*' ? path : escaped(path, 'path');
  let made = scheme === '' ? '' : `${scheme}:`;
  if (opaque !== '') made += opaque;
  else {
    if (authority !== '' || (scheme !== '' && path !== '')) made += `//${authority}`;
    if (way !== '' && !way.startsWith('/') && host !== '') made += '/';
    if (made === '' && cut(way, '/')[0].includes(':')) made += './';
    made += way;
  }
  if (query !== '') made += `?${query}`;
  return fragment === '' ? made : `${made}#${escaped(fragment, 'fragment')}`;
}

function textOf(given: GoMap, key: string): string {
  const value: GoValue = entryOf(given, key);
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  throw new FunctionError(`unable to parse ${key} key, must be of type string, but ${typeOf(value)} found`);
}

/** What need not be escaped, besides letters, digits and `-_.~`. Mirrors shouldEscape. */
const plain: Readonly<Record<Place, string>> = {
  host: '!$&\'()*+,;=:[]<>"',
  zone: '!$&\'()*+,;=:[]<>"',
  path: '$&+,/:;=@',
  user: '$&+,;=',
  fragment: '$&+,/:;=?@!()*',
};

function isPlain(byte: number, place: Place): boolean {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9\-_.~]/.test(character) || plain[place].includes(character);
}

function escaped(value: string, place: Place): string {
  let made = '';
  for (const byte of Buffer.from(value)) {
    if (isPlain(byte, place)) made += String.fromCharCode(byte);
    else made += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return made;
}

/** Mirrors unescape. */
function unescaped(value: string, place: Place): string {
  const isHost = place === 'host' || place === 'zone';
  const bytes: number[] = [];
  const given = Buffer.from(value);
  for (let at = 0; at < given.length; at++) {
    const byte = given[at] ?? 0;
    if (byte !== 0x25) {
      if (isHost && byte < 0x80 && !isPlain(byte, place)) {
        throw new UrlError(`invalid character ${goQuote(String.fromCharCode(byte))} in host name`);
      }
      bytes.push(byte);
      continue;
    }
    const code = given.subarray(at, at + 3).toString('latin1');
    const isCode = /^%[0-9a-fA-F]{2}$/.test(code);
    const decoded = Number.parseInt(code.slice(1), 16);
    const isAllowed = !isHost || decoded >= 0x80 || code === '%25' || place === 'zone';
    if (!isCode || !isAllowed) throw new UrlError(`invalid URL escape ${goQuote(code)}`);
    bytes.push(decoded);
    at += 2;
  }
  return Buffer.from(bytes).toString();
}

function cut(value: string, separator: string): readonly [string, string] {
  const at = value.indexOf(separator);
  return at < 0 ? [value, ''] : [value.slice(0, at), value.slice(at + separator.length)];
}
