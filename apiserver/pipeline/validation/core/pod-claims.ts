import { internalValue, type V1PodResourceClaim } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  validateDns1123Label,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import { checkText, type Errors } from '../checks.ts';
import { mirrorAnnotation } from './pod-annotations.ts';
import type { PodContext } from './pod-context.ts';

const noNames: ReadonlySet<string> = new Set();

/** The names by which containers ask for what the pod claims. Mirrors validatePodResourceClaims. */
export function checkClaimNames(
  errors: Errors,
  path: FieldPath,
  claims: readonly V1PodResourceClaim[] | undefined,
  { metadata }: PodContext,
): ReadonlySet<string> {
  if (claims === undefined || claims.length === 0) return noNames;
  const isStatic = metadata?.annotations?.[mirrorAnnotation] !== undefined;
  const taken = new Set<string>();
  for (const [index, claim] of claims.entries()) {
    if (isStatic) errors.push(fieldForbidden('[]', 'static pods do not support resource claims'));
    else checkClaim(errors, path.index(index), claim, taken);
  }
  return new Set(claims.map(({ name = '' }) => name).filter((name) => name !== ''));
}

function checkClaim(errors: Errors, path: FieldPath, claim: V1PodResourceClaim, taken: Set<string>): void {
  const { name = '', resourceClaimName: claimName, resourceClaimTemplateName: templateName } = claim;
  if (name === '') errors.push(fieldRequired(path.child('name')));
  else if (taken.has(name)) errors.push(fieldDuplicate(path.child('name'), name));
  else checkText(errors, path, 'name', name, validateDns1123Label);
  taken.add(name);
  const invalid = (says: string) =>
    errors.push(fieldInvalid(path, internalValue('PodResourceClaim', claim), says));
  if (claimName !== undefined && templateName !== undefined) {
    invalid('at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified');
  }
  if (claimName === undefined && templateName === undefined) {
    invalid('must specify one of: `resourceClaimName`, `resourceClaimTemplateName`');
  }
  if (claimName !== undefined)
    checkText(errors, path, 'resourceClaimName', claimName, validateDns1123Subdomain);
  if (templateName !== undefined) {
    checkText(errors, path, 'resourceClaimTemplateName', templateName, validateDns1123Subdomain);
  }
}
