import type { V1PodExtendedResourceClaimStatus, V1PodSpec } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldDuplicate,
  fieldInvalid,
  fieldRequired,
  validateDns1123Label,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import { checkText, type Errors } from '../checks.ts';

const inNobody = 'must match the name of an entry in spec.initContainers.name or spec.containers.name';
const notAsked =
  'must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests';

/** Mirrors kubernetes pkg/apis/core/validation (validatePodExtendedResourceClaimStatus). */
export function checkExtendedClaimStatus(
  errors: Errors,
  path: FieldPath,
  status: V1PodExtendedResourceClaimStatus | undefined,
  { initContainers = [], containers = [] }: V1PodSpec,
): void {
  if (status === undefined) return;
  const { requestMappings = [], resourceClaimName = '' } = status;
  const byName = new Map([...initContainers, ...containers].map((one) => [one.name, one]));
  const mappings = path.child('requestMappings');
  if (requestMappings.length === 0)
    errors.push(fieldRequired(mappings, 'at least one request mapping is required'));
  const seen = new Set<string>();
  for (const [
    index,
    { containerName = '', resourceName = '', requestName = '' },
  ] of requestMappings.entries()) {
    const at = mappings.index(index);
    const container = byName.get(containerName);
    if (container === undefined)
      errors.push(fieldInvalid(at.child('containerName'), containerName, inNobody));
    else if (container.resources?.requests?.[resourceName] === undefined)
      errors.push(fieldInvalid(at.child('resourceName'), resourceName, notAsked));
    checkText(errors, path, 'requestName', requestName, validateDns1123Label);
    const named = { containerName, resourceName, requestName };
    const key = Object.values(named).join(' ');
    if (seen.has(key)) {
      for (const [field, value] of Object.entries(named)) errors.push(fieldDuplicate(at.child(field), value));
    }
    seen.add(key);
  }
  if (resourceClaimName === '') errors.push(fieldRequired(path.child('resourceClaimName'), ''));
  else checkText(errors, path, 'resourceClaimName', resourceClaimName, validateDns1123Subdomain);
}
