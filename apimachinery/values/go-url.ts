import { isIPv6 } from 'node:net';
import { goQuote } from './go-format.ts';
import { InvalidValueError } from './invalid-value.ts';

/** A URL as Go reads one; as much of it as its users ask for. Absent parts are empty. */
export interface GoUrl {
  readonly scheme: string;
  /** User and password, as they stand there; undefined where there is no `@`. */
  readonly user: string | undefined;
  /** With its port. */
  readonly host: string;
  readonly query: string;
  readonly fragment: string;
}

/** Reads a URL, which may be relative. Throws InvalidValueError with Go's text. Mirrors net/url.Parse. */
export function parseUrl(text: string): GoUrl {
  const [, before = '', fragment = ''] = /^([^#]*)#?(.*)$/s.exec(text) ?? [];
  const wrap = (says: string): never => {
    throw new InvalidValueError(`parse ${goQuote(text)}: ${says}`);
  };
  return { ...read(before, false, wrap), fragment: unescaped(fragment, wrap) };
}

/**
 * Reads what a request line may have: an absolute URI or an absolute path. Undefined for anything else.
 * Mirrors net/url.ParseRequestURI.
 */
export function parseRequestUri(text: string): GoUrl | undefined {
  try {
    return read(text, true, (says) => {
      throw new InvalidValueError(says);
    });
  } catch (error) {
    if (error instanceof InvalidValueError) return undefined;
    throw error;
  }
}

type Refuse = (says: string) => never;

// biome-ignore lint/suspicious/noControlCharactersInRegex: Go refuses them.
const hasControlCharacter = /[\x00-\x1f\x7f]/;

function read(text: string, viaRequest: boolean, refuse: Refuse): GoUrl {
  if (hasControlCharacter.test(text)) refuse('net/url: invalid control character in URL');
  if (text === '' && viaRequest) refuse('empty url');
  if (text.startsWith(':')) refuse('missing protocol scheme');
  const [, scheme = '', rest = ''] = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(.*)$/s.exec(text) ?? [];
  const [, path = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(rest) ?? [];
  const url = { scheme: scheme.toLowerCase(), user: undefined, host: '', query, fragment: '' };
  if (text === '*') return url;
  if (!path.startsWith('/')) {
    if (scheme !== '') return url;
    if (viaRequest) refuse('invalid URI for request');
    if (/^[^/]*:/.test(path)) refuse('first path segment in URL cannot contain colon');
  }
  const hasAuthority = path.startsWith('//') && (scheme !== '' || (!viaRequest && !path.startsWith('///')));
  if (!hasAuthority) {
    unescaped(path, refuse);
    return url;
  }
  const end = path.indexOf('/', 2);
  const authority = end < 0 ? path.slice(2) : path.slice(2, end);
  const at = authority.lastIndexOf('@');
  const host = hostOf(authority.slice(at + 1), refuse);
  const user = at < 0 ? undefined : userOf(authority.slice(0, at), refuse);
  if (end >= 0) unescaped(path.slice(end), refuse);
  return { ...url, user, host };
}

function unescaped(text: string, refuse: Refuse): string {
  const [wrong] = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(text) ?? [];
  if (wrong !== undefined) refuse(`invalid URL escape ${goQuote(wrong)}`);
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function userOf(user: string, refuse: Refuse): string {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) refuse('net/url: invalid userinfo');
  unescaped(user, refuse);
  return user;
}

function hostOf(host: string, refuse: Refuse): string {
  if (host.startsWith('[')) return bracketedHost(host, refuse);
  const colon = host.includes(':') ? host.indexOf(':') : host.length;
  checkPort(host.slice(colon), refuse);
  const [odd] = /[^A-Za-z0-9!$&'()*+,;=:<>[\]"\-_.~%\u0080-\uffff]/.exec(host) ?? [];
  if (odd !== undefined) refuse(`invalid character ${goQuote(odd)} in host name`);
  // Of what is escaped only bytes that are no ASCII may be.
  const [escaped] = /%(?![89a-fA-F][0-9a-fA-F]).{0,2}/.exec(host) ?? [];
  if (escaped !== undefined) refuse(`invalid URL escape ${goQuote(escaped)}`);
  return host;
}

function bracketedHost(host: string, refuse: Refuse): string {
  const end = host.lastIndexOf(']');
  if (end < 0) refuse("missing ']' in host");
  checkPort(host.slice(end + 1), refuse);
  if (!isIPv6(host.slice(1, end))) refuse('invalid host');
  return host;
}

function checkPort(port: string, refuse: Refuse): void {
  if (!/^(?::[0-9]*)?$/.test(port)) refuse(`invalid port ${goQuote(port)} after host`);
}
