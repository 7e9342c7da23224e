import type {
  V1ValidatingAdmissionPolicy,
  V1ValidatingAdmissionPolicyBinding,
} from '../../../../api/index.ts';
import type { ResourceCache } from '../../../cache/resource-cache.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import type { Attributes } from '../attributes.ts';

/** A policy with what binds it. */
export interface BoundPolicy {
  readonly policy: V1ValidatingAdmissionPolicy;
  readonly bindings: readonly V1ValidatingAdmissionPolicyBinding[];
}

interface Known {
  readonly revisions: string;
  readonly policies: readonly BoundPolicy[];
}

const group = 'admissionregistration.k8s.io';
const none: readonly BoundPolicy[] = [];
const known = new WeakMap<ResourceCache, Known>();

/** All policies that something binds; the same list until something changes. */
export function boundPolicies({ resources }: ServerContext): readonly BoundPolicy[] {
  const bindings = resources.preferred(group, 'validatingadmissionpolicybindings')?.storage.cache;
  if (bindings === undefined || bindings.size === 0) return none;
  const policies = resources.preferred(group, 'validatingadmissionpolicies')?.storage.cache;
  if (policies === undefined || policies.size === 0) return none;
  const revisions = `${policies.changedRevision} ${bindings.changedRevision}`;
  let found = known.get(bindings);
  if (found?.revisions !== revisions) {
    found = { revisions, policies: together(policies, bindings) };
    known.set(bindings, found);
  }
  return found.policies;
}

function together(policies: ResourceCache, bindings: ResourceCache): readonly BoundPolicy[] {
  const bound = new Map<string, V1ValidatingAdmissionPolicyBinding[]>();
  for (const [, { object }] of bindings.select({ namespace: '', name: '' })) {
    const binding = object as V1ValidatingAdmissionPolicyBinding;
    const { policyName = '' } = binding.spec;
    bound.set(policyName, [...(bound.get(policyName) ?? []), binding]);
  }
  return [...policies.select({ namespace: '', name: '' })].flatMap(([name, { object }]) => {
    const bindingsOf = bound.get(name);
    return bindingsOf === undefined
      ? []
      : [{ policy: object as V1ValidatingAdmissionPolicy, bindings: bindingsOf }];
  });
}

const configurations: ReadonlySet<string> = new Set([
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
]);

const reviews: ReadonlySet<string> = new Set([
  'authentication.k8s.io selfsubjectreviews',
  'authentication.k8s.io tokenreviews',
  'authorization.k8s.io localsubjectaccessreviews',
  'authorization.k8s.io selfsubjectaccessreviews',
  'authorization.k8s.io selfsubjectrulesreviews',
  'authorization.k8s.io subjectaccessreviews',
]);

/**
 * False of what no policy may keep anybody from. Mirrors kubernetes apiserver webhook/predicates/rules
 * (IsExemptAdmissionConfigurationResource) and kubernetes pkg/kubeapiserver/admission/exclusion.
 */
export function isJudged({ kind, resource }: Attributes): boolean {
  if (kind.group === group && configurations.has(kind.kind)) return false;
  return !reviews.has(`${resource.group} ${resource.resource}`);
}
