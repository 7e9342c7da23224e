import type { ApiRequest } from '../../apimachinery/index.ts';

/** Where a request goes, whatever form its line has. */
export interface RequestTarget {
  /** Starts with `/`; the query is in it. */
  readonly url: string;
  /** What an absolute target names, with its port; it counts before the Host header. */
  readonly host?: string;
}

const absolute =
  /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?((?:\[[0-9a-f:.]+\]|[^/?#@:[\]]*)(?::\d*)?)(\/[^?]*)?(\?.*)?$/i;

/**
 * Reads the target of a request line; undefined for what no server serves. Mirrors Go's net/http (readRequest), but for
 * `*`: what asks for that asks for a path which is not there.
 */
export function readTarget(target: string): RequestTarget | undefined {
  if (target.startsWith('/')) return { url: target };
  if (target === '*') return { url: '/*' };
  const [, host, path = '/', query = ''] = absolute.exec(target) ?? [];
  if (host === undefined) return undefined;
  return host === '' ? { url: path + query } : { url: path + query, host };
}

/** A URL's path, still escaped, and what is asked for. */
export type UrlParts = Pick<ApiRequest, 'path' | 'query' | 'repeated'>;

/** Of a repeated parameter the first counts mostly, as in Kubernetes. */
export function splitUrl(url: string): UrlParts {
  const question = url.indexOf('?');
  if (question < 0) return { path: url, query: {} };
  return parseQuery(url.slice(0, question), url.slice(question + 1));
}

/** Mirrors Go's net/url (ParseQuery) as servers use it: a pair that cannot be read is left out. */
function parseQuery(path: string, text: string): UrlParts {
  const query: Record<string, string> = {};
  let repeated: Record<string, string[]> | undefined;
  for (const pair of text.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const equals = pair.indexOf('=');
    const name = unescaped(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : unescaped(pair.slice(equals + 1));
    if (name === undefined || value === undefined) continue;
    if (!Object.hasOwn(query, name)) query[name] = value;
    else {
      repeated ??= {};
      if (Object.hasOwn(repeated, name)) repeated[name]?.push(value);
      else repeated[name] = [value];
    }
  }
  return { path, query, repeated };
}

function unescaped(text: string): string | undefined {
  try {
    const spaced = text.replaceAll('+', ' ');
    return spaced.includes('%') ? decodeURIComponent(spaced) : spaced;
  } catch {
    return undefined;
  }
}
