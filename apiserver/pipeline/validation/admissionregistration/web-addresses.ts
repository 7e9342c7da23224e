import type { AdmissionregistrationV1WebhookClientConfig } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldRequired,
  goQuote,
  validateDns1123Subdomain,
  validatePortNumber,
} from '../../../../apimachinery/index.ts';
import { isEmpty, when } from '../tell.ts';

const form = '; desired format: https://host[/path]';

/** Where a webhook is asked. Mirrors k8s.io/apiserver pkg/util/webhook (ValidateWebhookURL, ValidateWebhookService). */
export function clientErrors(
  { url, service }: AdmissionregistrationV1WebhookClientConfig,
  at: FieldPath,
): FieldError[] {
  if ((url === undefined) === (service === undefined)) {
    return [fieldRequired(at, 'exactly one of url or service is required')];
  }
  if (url !== undefined) return urlErrors(url, at.child('url'));
  const { name, namespace, path, port = 0 } = service ?? {};
  const place = at.child('service');
  const wrong = validatePortNumber(port).join(', ');
  return [
    // Kubernetes takes the one for the other.
    ...when(isEmpty(namespace), () => fieldRequired(place.child('name'))),
    ...when(isEmpty(name), () => fieldRequired(place.child('namespace'))),
    ...when(wrong !== '', () => fieldInvalid(place.child('port'), port, `port is not valid: ${wrong}`)),
    ...pathErrors(path, place.child('path')),
  ];
}

function urlErrors(url: string, at: FieldPath): FieldError[] {
  const why = whyNoUrl(url);
  if (why !== undefined) {
    return [fieldRequired(at, `url must be a valid URL: parse ${goQuote(url)}: ${why}${form}`)];
  }
  const [, scheme = '', authority = ''] = /^(?:([^:/?#]*):)?(?:\/\/([^/?#]*))?/.exec(url) ?? [];
  const userEnd = authority.lastIndexOf('@');
  const host = authority.slice(userEnd + 1);
  const [, query = ''] = /^[^?#]*\?([^#]*)/.exec(url) ?? [];
  const fragment = url.includes('#') ? url.slice(url.indexOf('#') + 1) : '';
  const lower = scheme.toLowerCase();
  return [
    ...when(lower !== 'https', () =>
      fieldInvalid(at, lower, `'https' is the only allowed URL scheme${form}`),
    ),
    ...when(host === '', () => fieldInvalid(at, host, `host must be specified${form}`)),
    ...when(userEnd >= 0, () =>
      fieldInvalid(at, authority.slice(0, userEnd), 'user information is not permitted in the URL'),
    ),
    ...when(fragment !== '', () => fieldInvalid(at, fragment, 'fragments are not permitted in the URL')),
    ...when(query !== '', () => fieldInvalid(at, query, 'query parameters are not permitted in the URL')),
  ];
}

/** In Go's words. Mirrors net/url (Parse), as far as people get it wrong. */
function whyNoUrl(url: string): string | undefined {
  const hasControl = [...url].some((char) => char < ' ' || char === '\u007f');
  if (hasControl) return 'net/url: invalid control character in URL';
  const [beforeFragment = ''] = url.split('#', 1);
  if (beforeFragment.startsWith(':')) return 'missing protocol scheme';
  const hasScheme = /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(beforeFragment);
  const [segment = ''] = beforeFragment.split(/[/?]/, 1);
  if (!hasScheme && segment.includes(':')) return 'first path segment in URL cannot contain colon';
  const [, authority = ''] = /^(?:[^:/?#]*:)?\/\/([^/?#]*)/.exec(beforeFragment) ?? [];
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (host.includes(' ')) return 'invalid character " " in host name';
  const port = /:[^\]:]*$/.exec(host.startsWith('[') ? host.slice(host.indexOf(']')) : host)?.[0];
  const isWell = port === undefined || /^:[0-9]*$/.test(port);
  if (!isWell) return `invalid port ${goQuote(port)} after host`;
  const cut = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(beforeFragment.replace(/\?.*$/, ''))?.[0];
  return cut === undefined ? undefined : `invalid URL escape ${goQuote(cut)}`;
}

/** `/a/b`, where each segment is a domain's name. */
function pathErrors(path: string | undefined, at: FieldPath): FieldError[] {
  if (isEmpty(path) || path === undefined || path === '/') return [];
  if (path === '//') return [fieldInvalid(at, path, 'segment[0] may not be empty')];
  const segments = path.slice(1).replace(/\/$/, '').split('/');
  const errors = when(!path.startsWith('/'), () => fieldInvalid(at, path, "must start with a '/'"));
  const ofSegments = segments.flatMap((segment, index) => {
    const says =
      segment === '' ? [' may not be empty'] : validateDns1123Subdomain(segment).map((text) => `: ${text}`);
    return says.map((text) => fieldInvalid(at, path, `segment[${index}]${text}`));
  });
  return [...errors, ...ofSegments];
}
