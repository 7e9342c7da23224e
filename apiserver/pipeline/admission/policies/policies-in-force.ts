import type {
  V1MutatingAdmissionPolicy,
  V1MutatingAdmissionPolicyBinding,
  V1ValidatingAdmissionPolicy,
  V1ValidatingAdmissionPolicyBinding,
} from '../../../../api/index.ts';
import { groupBy } from '../../../../apimachinery/index.ts';
import type { ResourceCache } from '../../../cache/resource-cache.ts';
import type { ResourceRegistry } from '../../../registry/resource-registry.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import type { Attributes } from '../attributes.ts';

export type Policy = V1ValidatingAdmissionPolicy | V1MutatingAdmissionPolicy;
export type Binding = V1ValidatingAdmissionPolicyBinding | V1MutatingAdmissionPolicyBinding;

/** A policy with what binds it. */
export interface BoundPolicy<P extends Policy, B extends Binding> {
  readonly policy: P;
  readonly bindings: readonly B[];
}

interface Caches {
  readonly policies: ResourceCache;
  readonly bindings: ResourceCache;
}

interface Known<P extends Policy, B extends Binding> extends Caches {
  revisions: string;
  bound: readonly BoundPolicy<P, B>[];
}

const group = 'admissionregistration.k8s.io';

/** The policies of one sort that something binds, in each server. */
export class PoliciesInForce<P extends Policy, B extends Binding> {
  readonly #policies: string;
  readonly #bindings: string;
  readonly #known = new WeakMap<ResourceRegistry, Known<P, B>>();

  /** Of the resources of this name, and of that of their bindings. */
  constructor(policies: string, bindings: string) {
    this.#policies = policies;
    this.#bindings = bindings;
  }

  /** Whether there are none, which is asked with every write and most often so. */
  isEmptyIn({ resources }: ServerContext): boolean {
    const known = this.#known.get(resources) ?? this.#find(resources);
    return known === undefined || known.bindings.size === 0 || known.policies.size === 0;
  }

  /** By name; the same list until something changes. */
  in({ resources }: ServerContext): readonly BoundPolicy<P, B>[] {
    const known = this.#known.get(resources) ?? this.#find(resources);
    if (known === undefined) return [];
    const revisions = `${known.policies.changedRevision} ${known.bindings.changedRevision}`;
    if (known.revisions !== revisions) {
      known.bound = together(known);
      known.revisions = revisions;
    }
    return known.bound;
  }

  #find(resources: ResourceRegistry): Known<P, B> | undefined {
    const policies = resources.preferred(group, this.#policies)?.storage.cache;
    const bindings = resources.preferred(group, this.#bindings)?.storage.cache;
    if (policies === undefined || bindings === undefined) return undefined;
    const known: Known<P, B> = { policies, bindings, revisions: '', bound: [] };
    this.#known.set(resources, known);
    return known;
  }
}

function together<P extends Policy, B extends Binding>({ policies, bindings }: Caches): BoundPolicy<P, B>[] {
  const all = [...bindings.select({ namespace: '', name: '' })].map(([, { object }]) => object as B);
  const bound = groupBy(all, ({ spec }) => spec?.policyName ?? '');
  return [...policies.select({ namespace: '', name: '' })].flatMap(([name, { object }]) => {
    const bindingsOf = bound.get(name);
    return bindingsOf === undefined ? [] : [{ policy: object as P, bindings: bindingsOf }];
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
export function isJudged(attributes: Attributes): boolean {
  const { resource } = attributes;
  return !isConfiguration(attributes) && !reviews.has(`${resource.group} ${resource.resource}`);
}

/** Whether a request is about what admission itself is made of: who could refuse that could never be got rid of. */
export function isConfiguration({ kind }: Attributes): boolean {
  return kind.group === group && configurations.has(kind.kind);
}
