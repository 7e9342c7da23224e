import type {
  V1ValidatingAdmissionPolicy,
  V1ValidatingAdmissionPolicyBinding,
} from '../../../../api/index.ts';
import { messageOf, StatusError, type StatusReason } from '../../../../apimachinery/index.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import type { ValidatingPlugin } from '../admission-plugin.ts';
import { type Attributes, notAdmitted } from '../attributes.ts';
import { PolicyAuthorization } from './authorization.ts';
import { type Denial, denialsOf, type PolicyInput } from './decisions.ts';
import { asSeenBy, type Matched, namespaceNamed, RequestMatching } from './matching.ts';
import { collectParams } from './params.ts';
import { type BoundPolicy, boundPolicies, isJudged } from './policies-in-force.ts';
import { authorizerBindings, requestBindings, type SeenRequest } from './request-bindings.ts';

/**
 * Refuses what policies in the cluster refuse, or warns of it. Mirrors kubernetes apiserver
 * pkg/admission/plugin/policy/validating. Differs: policies come in the order of their names.
 */
export const validatingAdmissionPolicy: ValidatingPlugin = {
  name: 'ValidatingAdmissionPolicy',
  matches: [{ operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'], apiGroups: ['*'], resources: ['*/*'] }],
  validate(attributes, server) {
    const policies = boundPolicies(server);
    if (policies.length === 0 || !isJudged(attributes)) return undefined;
    const matching = new RequestMatching(attributes, server);
    const matched = policies.flatMap((bound) => {
      const resource = matching.byRules(bound.policy.spec?.matchConstraints ?? {});
      return resource === undefined ? [] : [{ ...bound, resource }];
    });
    return matched.length === 0 ? undefined : new Judgement(attributes, server, matching).of(matched);
  },
};

interface MatchedPolicy extends BoundPolicy {
  readonly resource: Matched;
}

type Binding = V1ValidatingAdmissionPolicyBinding;

interface Refusal extends Denial {
  readonly policy: V1ValidatingAdmissionPolicy;
  readonly binding?: Binding;
}

/** One request before all policies that match it. */
class Judgement {
  readonly #attributes: Attributes;
  readonly #server: ServerContext;
  readonly #matching: RequestMatching;
  readonly #authorization: PolicyAuthorization;
  readonly #refusals: Refusal[] = [];

  constructor(attributes: Attributes, server: ServerContext, matching: RequestMatching) {
    this.#attributes = attributes;
    this.#server = server;
    this.#matching = matching;
    this.#authorization = new PolicyAuthorization(server, attributes.userInfo);
  }

  /** Rejects with what the first of them refuses. */
  async of(policies: readonly MatchedPolicy[]): Promise<void> {
    for (const bound of policies) await this.#ask(bound);
    const [first] = this.#refusals;
    if (first !== undefined) throw refused(this.#attributes, first);
  }

  async #ask({ policy, bindings, resource }: MatchedPolicy): Promise<void> {
    try {
      if (!this.#matching.byLabels(policy.spec?.matchConstraints ?? {})) return;
    } catch (error) {
      this.#misconfigured(policy, undefined, error);
      return;
    }
    for (const binding of bindings) {
      const inputs = await this.#inputsFor(policy, binding, resource).catch((error: unknown) => {
        this.#misconfigured(policy, binding, error);
        return [];
      });
      for (const input of inputs) await this.#evaluate(policy, binding, input);
    }
  }

  /** What the policy is to be evaluated over, for this binding. Rejects with what is wrong with it. */
  async #inputsFor(
    policy: V1ValidatingAdmissionPolicy,
    binding: Binding,
    resource: Matched,
  ): Promise<readonly PolicyInput[]> {
    const params = await this.#paramsFor(policy, binding);
    if (params.length === 0) return [];
    const seen = await this.#seenAs(resource);
    const { namespace, kind } = this.#attributes;
    const isOfNamespace = namespace !== '' && !(kind.kind === 'Namespace' && kind.group === '');
    const lies = isOfNamespace ? namespaceNamed(this.#server, namespace) : undefined;
    const authorizer = authorizerBindings(seen, this.#authorization.port);
    return params.map((one) => ({ bindings: requestBindings(seen, one, lies), authorizer }));
  }

  async #paramsFor({ spec }: V1ValidatingAdmissionPolicy, { spec: bound }: Binding) {
    const { matchResources, paramRef } = bound;
    if (matchResources !== undefined) {
      const isMatched =
        this.#matching.byRules(matchResources) !== undefined && this.#matching.byLabels(matchResources);
      if (!isMatched) return [];
    }
    return collectParams(this.#server, spec?.paramKind, paramRef, this.#attributes.namespace);
  }

  async #seenAs(resource: Matched): Promise<SeenRequest> {
    const attributes = this.#attributes;
    const { object, oldObject, kind } = attributes;
    const asked = this.#server.resources.get(attributes.resource);
    const other = this.#server.resources.get(resource);
    if (resource === attributes.resource || asked === undefined || other === undefined) {
      return { attributes, kind, resource: attributes.resource, object, oldObject };
    }
    const { group, version, kind: name, resource: plural } = other.resource;
    return {
      attributes,
      kind: { group, version, kind: name },
      resource: { group, version, resource: plural },
      object: await asSeenBy(other, asked, object),
      oldObject: await asSeenBy(other, asked, oldObject),
    };
  }

  async #evaluate(policy: V1ValidatingAdmissionPolicy, binding: Binding, input: PolicyInput): Promise<void> {
    const denials = await this.#authorization.answering(() => denialsOf(policy, input));
    for (const denial of denials) this.#carryOut(policy, binding, denial);
  }

  #carryOut(policy: V1ValidatingAdmissionPolicy, binding: Binding, denial: Denial): void {
    const { validationActions: actions = [] } = binding.spec;
    if (denial.always || actions.includes('Deny')) this.#refusals.push({ ...denial, policy, binding });
    if (denial.always || !actions.includes('Warn')) return;
    const { message } = denial;
    this.#attributes.warn(
      `Validation failed for ValidatingAdmissionPolicy '${nameOf(policy)}' with binding '${nameOf(binding)}': ${message}`,
    );
  }

  #misconfigured(policy: V1ValidatingAdmissionPolicy, binding: Binding | undefined, error: unknown): void {
    if (policy.spec?.failurePolicy === 'Ignore') return;
    const what = binding === undefined ? 'policy' : 'binding';
    const message = `failed to configure ${what}: ${messageOf(error)}`;
    this.#refusals.push({ message, policy, ...(binding === undefined ? {} : { binding }) });
  }
}

function nameOf({ metadata }: V1ValidatingAdmissionPolicy | Binding): string {
  return metadata?.name ?? '';
}

const codes: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
  Invalid: 422,
};

function refused(
  attributes: Attributes,
  { policy, binding, message, reason = 'Invalid' }: Refusal,
): StatusError {
  const by = binding === undefined ? '' : ` with binding '${nameOf(binding)}'`;
  const says = `ValidatingAdmissionPolicy '${nameOf(policy)}'${by} denied request: ${message}`;
  const { status } = notAdmitted(attributes, says);
  return new StatusError({
    ...status,
    reason: reason as StatusReason,
    code: codes[reason] ?? 422,
    details: { ...status.details, causes: [{ message: says }] },
  });
}
