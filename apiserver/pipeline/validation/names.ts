import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldRequired,
  validateDns1123Label,
  validateDns1123Subdomain,
  validatePathSegmentName,
} from '../../../apimachinery/index.ts';
import { requireText, tell, when } from './tell.ts';

/** Names of more than one part. Mirrors k8s.io/apimachinery pkg/util/validation. */

/** `acme.io/foo`: a domain and a path. Mirrors IsDomainPrefixedPath. */
export function domainPrefixedPathErrors(text: string, at: FieldPath): FieldError[] {
  if (text === '') return [fieldRequired(at)];
  const slash = text.indexOf('/');
  const [host, path] = [text.slice(0, Math.max(slash, 0)), text.slice(slash + 1)];
  if (slash < 0 || host === '' || path === '') {
    return [fieldInvalid(at, text, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  const form = String.raw`[A-Za-z0-9/\-._~%!$&'()*+,;=:]+`;
  return [
    ...tell(at, host, validateDns1123Subdomain(host)),
    ...when(!/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(path), () =>
      fieldInvalid(at, path, `Invalid path (regex used for validation is '${form}')`),
    ),
  ];
}

/** A name of two segments or more, with or without a dot at its end. Mirrors IsFullyQualifiedDomainName. */
export function domainNameErrors(text: string, at: FieldPath): FieldError[] {
  if (text === '') return [fieldRequired(at)];
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  const says = validateDns1123Subdomain(name);
  if (says.length > 0) return [fieldInvalid(at, name, says.join(','))];
  const labels = name.split('.');
  if (labels.length < 2) {
    return [fieldInvalid(at, name, 'should be a domain with at least two segments separated by dots')];
  }
  const wrong = labels.find((label) => validateDns1123Label(label).length > 0);
  return wrong === undefined ? [] : [fieldInvalid(at, wrong, validateDns1123Label(wrong).join(','))];
}

/** What another object is called, which may be a part of a path. */
export function segmentErrors(at: FieldPath, text: string | undefined): FieldError[] {
  return requireText(at, text, validatePathSegmentName);
}
