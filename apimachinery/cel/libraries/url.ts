import {
  escapedPath,
  type GoUrl,
  parseGoUrl,
  parseRequestUri,
  queryOf,
  splitHostPort,
  UrlError,
  urlText,
} from '../../values/go-url.ts';
import { declare, type FunctionDeclaration, member, overload, taking } from '../functions/declaration.ts';
import { type CelType, structType } from '../types/cel-type.ts';
import { ArrayList } from '../values/lists.ts';
import { MadeMap } from '../values/maps.ts';
import { CelError, CelObject, type CelValue, noSuchOverload } from '../values/value.ts';

/** URLs. Mirrors k8s.io/apiserver pkg/cel/library/urls.go. */

export const urlType = structType('kubernetes.URL');
const named = { URL: urlType };

export class CelUrl extends CelObject {
  override readonly type: CelType = urlType;
  readonly url: GoUrl;

  constructor(url: GoUrl) {
    super();
    this.url = url;
  }

  override equals(other: CelValue): CelValue {
    return other instanceof CelUrl ? urlText(this.url) === urlText(other.url) : noSuchOverload(other);
  }
}

function urlFrom(text: string): CelValue {
  try {
    parseGoUrl(text, true);
    return new CelUrl(parseGoUrl(text, false));
  } catch (error) {
    if (!(error instanceof UrlError)) throw error;
    return new CelError(`URL parse error during conversion from string: ${error.message}`);
  }
}

function isUrl(text: string): boolean {
  return parseRequestUri(text) !== undefined;
}

function query(url: GoUrl): CelValue {
  const map = new MadeMap();
  for (const [key, values] of queryOf(url)) map.set(key, new ArrayList(values));
  return map;
}

function part(name: string, id: string, of: (url: GoUrl) => string): FunctionDeclaration {
  return declare(
    name,
    member(
      id,
      '(URL) -> string',
      taking([CelUrl], ({ url }) => of(url)),
      named,
    ),
  );
}

export const urlFunctions: readonly FunctionDeclaration[] = [
  declare('url', overload('string_to_url', '(string) -> URL', taking(['string'], urlFrom), named)),
  part('getScheme', 'url_get_scheme', ({ scheme }) => scheme),
  part('getHost', 'url_get_host', ({ host }) => host),
  part('getHostname', 'url_get_hostname', (url) => splitHostPort(url).hostname),
  part('getPort', 'url_get_port', (url) => splitHostPort(url).port),
  part('getEscapedPath', 'url_get_escaped_path', escapedPath),
  declare(
    'getQuery',
    member(
      'url_get_query',
      '(URL) -> map(string, list(string))',
      taking([CelUrl], ({ url }) => query(url)),
      named,
    ),
  ),
  declare('isURL', overload('is_url_string', '(string) -> bool', taking(['string'], isUrl))),
];
