import type { V1PodSpec } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  fieldTooLong,
  utf8Length,
  validateDns1123Subdomain,
  validateDns1123SubdomainWithUnderscore,
  validateLegacyIp,
} from '../../../../apimachinery/index.ts';
import { checkText, type Errors } from '../checks.ts';

const nameserversMax = 3;
const searchesMax = 32;
const searchCharactersMax = 2048;

/** What names a pod can resolve. Mirrors validatePodDNSConfig. */
export function checkDnsConfig(errors: Errors, path: FieldPath, { dnsPolicy, dnsConfig }: V1PodSpec): void {
  if (dnsPolicy === 'None' && dnsConfig === undefined) {
    errors.push(fieldRequired(path, 'must provide `dnsConfig` when `dnsPolicy` is None'));
  }
  if (dnsConfig === undefined) return;
  const { nameservers = [], searches = [], options = [] } = dnsConfig;
  if (dnsPolicy === 'None' && nameservers.length === 0) {
    const says = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
    errors.push(fieldRequired(path.child('nameservers'), says));
    return;
  }
  if (nameservers.length > nameserversMax) {
    const says = `must not have more than ${nameserversMax} nameservers`;
    errors.push(fieldInvalid(path.child('nameservers'), nameservers, says));
  }
  checkEach(errors, path.child('nameservers'), nameservers, validateLegacyIp);
  checkSearches(errors, path.child('searches'), searches);
  for (const [index, { name = '' }] of options.entries()) {
    if (name === '') errors.push(fieldRequired(path.child('options').index(index), 'must not be empty'));
  }
}

function checkSearches(errors: Errors, path: FieldPath, searches: readonly string[]): void {
  if (searches.length > searchesMax) {
    errors.push(fieldInvalid(path, searches, `must not have more than ${searchesMax} search paths`));
  }
  if (utf8Length(searches.join(' ')) > searchCharactersMax) {
    const says = `must not have more than ${searchCharactersMax} characters (including spaces) in the search list`;
    errors.push(fieldInvalid(path, searches, says));
  }
  for (const [index, search] of searches.entries()) {
    if (search === '.') continue;
    const text = search.replace(/\.$/, '');
    for (const says of validateDns1123SubdomainWithUnderscore(text))
      errors.push(fieldInvalid(path.index(index), text, says));
  }
}

/** Mirrors ValidateHostAliases. */
export function checkHostAliases(
  errors: Errors,
  path: FieldPath,
  aliases: V1PodSpec['hostAliases'] = [],
): void {
  for (const [index, { ip = '', hostnames = [] }] of aliases.entries()) {
    const at = path.index(index);
    checkText(errors, at, 'ip', ip, validateLegacyIp);
    checkEach(errors, at.child('hostnames'), hostnames, validateDns1123Subdomain);
  }
}

function checkEach(
  errors: Errors,
  path: FieldPath,
  texts: readonly string[],
  rule: (text: string) => readonly string[],
): void {
  for (const [index, text] of texts.entries()) {
    for (const says of rule(text)) errors.push(fieldInvalid(path.index(index), text, says));
  }
}

const hostnameMax = 64;

/** Mirrors validatePodHostName. */
export function checkHostnameOverride(errors: Errors, path: FieldPath, spec: V1PodSpec): void {
  const { hostnameOverride: name } = spec;
  if (name === undefined) return;
  const at = path.child('hostnameOverride');
  if (spec.setHostnameAsFQDN === true) {
    errors.push(fieldForbidden(at, 'may not be specified when setHostnameAsFQDN is true'));
  }
  if (spec.hostNetwork === true)
    errors.push(fieldForbidden(at, 'may not be specified when hostNetwork is true'));
  if (utf8Length(name) > hostnameMax) errors.push(fieldTooLong(at, hostnameMax));
  checkText(errors, path, 'hostnameOverride', name, validateDns1123Subdomain);
}
