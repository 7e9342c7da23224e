import { type FieldError, fieldInvalid, fieldRequired } from '../errors/field-errors.ts';
import type { FieldPath } from '../errors/field-path.ts';
import { type GoUrl, parseGoUrl, UrlError } from '../values/go-url.ts';
import { validateDns1123Subdomain, validatePortNumber } from '../values/names.ts';

/** How a webhook is called. Mirrors k8s.io/apiserver pkg/util/webhook (validation.go). */

const form = '; desired format: https://host[/path]';

/** Where a webhook is called: one of the two. */
export interface WebhookClient {
  readonly url?: string;
  readonly service?: WebhookService;
}

export function validateWebhookClient({ url, service }: WebhookClient, path: FieldPath): FieldError[] {
  if (url !== undefined && service === undefined) return validateUrl(url, path.child('url'));
  if (service !== undefined && url === undefined) return validateService(service, path.child('service'));
  return [fieldRequired(path, 'exactly one of url or service is required')];
}

/** HTTPS, a host, and at most a path. */
function validateUrl(text: string, path: FieldPath): FieldError[] {
  const url = urlOf(text);
  if (typeof url === 'string') return [fieldRequired(path, `url must be a valid URL: ${url}${form}`)];
  const { scheme, host, user, fragment, query } = url;
  const errors: FieldError[] = [];
  if (scheme !== 'https')
    errors.push(fieldInvalid(path, scheme, `'https' is the only allowed URL scheme${form}`));
  if (host === '') errors.push(fieldInvalid(path, host, `host must be specified${form}`));
  if (user !== undefined)
    errors.push(fieldInvalid(path, user, 'user information is not permitted in the URL'));
  if (fragment !== '') errors.push(fieldInvalid(path, fragment, 'fragments are not permitted in the URL'));
  if (query !== '') errors.push(fieldInvalid(path, query, 'query parameters are not permitted in the URL'));
  return errors;
}

function urlOf(text: string): GoUrl | string {
  try {
    return parseGoUrl(text, false);
  } catch (error) {
    if (error instanceof UrlError) return error.message;
    throw error;
  }
}

/** A service in the cluster, and the path that is asked. */
interface WebhookService {
  readonly namespace?: string;
  readonly name?: string;
  readonly path?: string;
  readonly port?: number;
}

/** Kubernetes' callers give it the namespace for the name, and so it says of the one what is wrong with the other. */
function validateService(
  { namespace: name = '', name: namespace = '', path: urlPath = '', port = 443 }: WebhookService,
  path: FieldPath,
): FieldError[] {
  const portProblems = validatePortNumber(port);
  return [
    ...(name === '' ? [fieldRequired(path.child('name'))] : []),
    ...(namespace === '' ? [fieldRequired(path.child('namespace'))] : []),
    ...(portProblems.length === 0
      ? []
      : [fieldInvalid(path.child('port'), port, `port is not valid: ${portProblems.join(', ')}`)]),
    ...pathProblems(urlPath).map((says) => fieldInvalid(path.child('path'), urlPath, says)),
  ];
}

function pathProblems(urlPath: string): readonly string[] {
  if (urlPath === '' || urlPath === '/') return [];
  if (urlPath === '//') return ['segment[0] may not be empty'];
  const segments = urlPath.slice(1).replace(/\/$/, '').split('/');
  return [
    ...(urlPath.startsWith('/') ? [] : ["must start with a '/'"]),
    ...segments.flatMap((segment, at) => {
      if (segment === '') return [`segment[${at}] may not be empty`];
      return validateDns1123Subdomain(segment).map((says) => `segment[${at}]: ${says}`);
    }),
  ];
}
