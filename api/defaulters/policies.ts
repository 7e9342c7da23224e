import {
  changeWithin,
  type Fields,
  fieldsOf,
  isEmpty,
  isUnset,
  listOf,
  withinEach,
  withUnset,
} from '../fields.ts';

/** A policy is about what comes in, and about what goes out if it says so. Mirrors SetDefaults_NetworkPolicy. */
export function networkPolicyDefaults(policy: Fields): Fields {
  return changeWithin(policy, 'spec', (spec) => {
    if (!isEmpty(spec.policyTypes)) return spec;
    return { ...spec, policyTypes: isEmpty(spec.egress) ? ['Ingress'] : ['Ingress', 'Egress'] };
  });
}

/** Users and groups are of the RBAC group, service accounts of the core one. Mirrors SetDefaults_Subject. */
export function bindingDefaults(binding: Fields): Fields {
  return withinEach(binding, 'subjects', (subject) =>
    subject.kind === 'User' || subject.kind === 'Group'
      ? withUnset(subject, { apiGroup: 'rbac.authorization.k8s.io' })
      : subject,
  );
}

/** Names that follow from the kind, and the version that is stored. Mirrors SetDefaults_CustomResourceDefinition. */
export function customResourceDefinitionDefaults(definition: Fields): Fields {
  const made = changeWithin(definition, 'spec', (spec) =>
    changeWithin(spec, 'names', (names) => {
      const { kind } = names;
      if (typeof kind !== 'string' || kind === '') return names;
      return withUnset(names, { singular: kind.toLowerCase(), listKind: `${kind}List` });
    }),
  );
  const stored = listOf(fieldsOf(made.spec).versions)
    .map(fieldsOf)
    .find(({ storage }) => storage === true);
  const status = fieldsOf(made.status);
  if (stored === undefined || !isEmpty(status.storedVersions)) return made;
  return { ...made, status: { ...status, storedVersions: [stored.name] } };
}

export function resourceClaimDefaults(claim: Fields): Fields {
  return changeWithin(claim, 'spec', claimSpecDefaults);
}

export function resourceClaimTemplateDefaults(template: Fields): Fields {
  return changeWithin(template, 'spec', resourceClaimDefaults);
}

function claimSpecDefaults(spec: Fields): Fields {
  return changeWithin(spec, 'devices', (devices) =>
    withinEach(devices, 'requests', (request) =>
      withinEach(changeWithin(request, 'exactly', withCount), 'firstAvailable', withCount),
    ),
  );
}

/** Who asks for an exact count asks for one. Mirrors SetDefaults_ExactDeviceRequest, SetDefaults_DeviceSubRequest. */
function withCount(request: Fields): Fields {
  const made = withUnset(request, { allocationMode: 'ExactCount' });
  if (made.allocationMode !== 'ExactCount') return made;
  return isUnset(made.count) || made.count === 0 ? { ...made, count: 1 } : made;
}
