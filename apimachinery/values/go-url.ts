import { isIPv6 } from 'node:net';

/** A URL as Go reads one; as much of it as its users ask for. */
export interface GoUrl {
  readonly scheme: string;
  /** With user and password, without port: `user:pw@host:1` is `host`. */
  readonly host: string;
}

/**
 * Reads what a request line may have: an absolute URI or an absolute path. Undefined for anything else.
 * Mirrors net/url.ParseRequestURI.
 */
export function parseRequestUri(text: string): GoUrl | undefined {
  if (text === '' || hasControlCharacter.test(text)) return undefined;
  if (text === '*') return { scheme: '', host: '' };
  if (text.startsWith(':')) return undefined;
  const [, scheme = '', rest = ''] = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(.*)$/s.exec(text) ?? [];
  const [hierarchy = ''] = rest.split('?', 1);
  if (!hierarchy.startsWith('/')) return scheme === '' ? undefined : { scheme, host: '' };
  if (scheme === '' || !hierarchy.startsWith('//')) {
    return isEscaped(hierarchy) ? { scheme, host: '' } : undefined;
  }
  const end = hierarchy.indexOf('/', 2);
  const host = hostOf(end < 0 ? hierarchy.slice(2) : hierarchy.slice(2, end));
  if (host === undefined || (end >= 0 && !isEscaped(hierarchy.slice(end)))) return undefined;
  return { scheme, host };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: Go refuses them.
const hasControlCharacter = /[\x00-\x1f\x7f]/;

function isEscaped(text: string): boolean {
  return !/%(?![0-9a-fA-F]{2})/.test(text);
}

function hostOf(authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  if (at >= 0 && !/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(authority.slice(0, at))) return undefined;
  if (at >= 0 && !isEscaped(authority.slice(0, at))) return undefined;
  const [, host = '', port = ''] = /^(\[.*\]|[^:]*)(.*)$/s.exec(authority.slice(at + 1)) ?? [];
  if (!/^(?::[0-9]*)?$/.test(port)) return undefined;
  if (host.startsWith('[')) return isIPv6(host.slice(1, -1)) ? host : undefined;
  return isHost(host) ? host : undefined;
}

/** Of what is escaped only bytes that are no ASCII may be. */
function isHost(text: string): boolean {
  return (
    /^[A-Za-z0-9!$&'()*+,;=<>[\]"\-_.~%\u0080-\uffff]*$/.test(text) &&
    !/%(?![89a-fA-F][0-9a-fA-F])/.test(text)
  );
}
