import type { ApiRequest } from '../../../apimachinery/index.ts';
import { fieldManagerMax, isGoPrintable, utf8Length } from '../../../apimachinery/index.ts';

/**
 * Under which name a request's changes are kept: the one it asks for, or its program's, or what its user agent begins
 * with. Mirrors kubernetes apiserver pkg/endpoints/handlers (managerOrUserAgent).
 */
export function managerName({ query, program, headers }: ApiRequest): string {
  return query.fieldManager || program || prefixOf(headers['user-agent'] ?? '');
}

/** What can be printed of it, as far as it may be long. Mirrors prefixFromUserAgent. */
function prefixOf(userAgent: string): string {
  const slash = userAgent.indexOf('/');
  const prefix = slash < 0 ? userAgent : userAgent.slice(0, slash);
  if (/^[!-~]{0,128}$/.test(prefix)) return prefix;
  let name = '';
  let size = 0;
  for (const char of prefix) {
    if (!isGoPrintable(char)) continue;
    size += utf8Length(char);
    if (size > fieldManagerMax) break;
    name += char;
  }
  return name;
}
