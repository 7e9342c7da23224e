import type {
  V1ValidatingAdmissionPolicy,
  V1ValidatingAdmissionPolicyBinding,
} from '../../../../api/index.ts';
import { messageOf, StatusError, type StatusReason } from '../../../../apimachinery/index.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import { everyRequest, type ValidatingPlugin } from '../admission-plugin.ts';
import { type Attributes, notAdmitted } from '../attributes.ts';
import { authorizerBindings, type PolicyInput, requestBindings } from '../requests/request-bindings.ts';
import { namespaceOf, requestSeenAs } from '../requests/seen-request.ts';
import { AuditAnnotations, annotateFailure } from './audit-annotations.ts';
import { PolicyAuthorization } from './authorization.ts';
import { type Denial, verdictOf } from './decisions.ts';
import { type Invocation, invocationsOf, type Misconfiguration, type Step } from './invocations.ts';
import { isJudged, PoliciesInForce } from './policies-in-force.ts';

/**
 * Refuses what policies in the cluster refuse, or warns of it. Mirrors kubernetes apiserver
 * pkg/admission/plugin/policy/validating. Differs: policies come in the order of their names.
 */
export const validatingAdmissionPolicy: ValidatingPlugin = {
  name: 'ValidatingAdmissionPolicy',
  matches: everyRequest,
  isIdle: (server) => inForce.isEmptyIn(server),
  validate(attributes, server) {
    if (!isJudged(attributes)) return undefined;
    return invocationsOf(inForce.in(server), attributes, server)?.then((steps) =>
      new Judgement(attributes, server).of(steps),
    );
  },
};

type Validating = V1ValidatingAdmissionPolicy;
type ValidatingBinding = V1ValidatingAdmissionPolicyBinding;

const inForce = new PoliciesInForce<Validating, ValidatingBinding>(
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
);

interface Refusal {
  readonly message: string;
  readonly reason?: string;
  readonly policy: Validating;
  readonly binding?: ValidatingBinding;
}

/** One request before all policies that match it. */
class Judgement {
  readonly #attributes: Attributes;
  readonly #server: ServerContext;
  readonly #authorization: PolicyAuthorization;
  readonly #refusals: Refusal[] = [];
  readonly #annotations = new Map<Validating, AuditAnnotations>();

  constructor(attributes: Attributes, server: ServerContext) {
    this.#attributes = attributes;
    this.#server = server;
    this.#authorization = new PolicyAuthorization(server, attributes.userInfo);
  }

  /** Rejects with what the first of them refuses. */
  async of(steps: readonly Step<Validating, ValidatingBinding>[]): Promise<void> {
    for (const step of steps) {
      if ('message' in step) this.#misconfigured(step);
      else await this.#evaluate(step);
    }
    for (const [policy, annotations] of this.#annotations) {
      annotations.publish(nameOf(policy), this.#attributes);
    }
    const [first] = this.#refusals;
    if (first !== undefined) throw refused(this.#attributes, first);
  }

  async #evaluate(invocation: Invocation<Validating, ValidatingBinding>): Promise<void> {
    const { policy, binding } = invocation;
    let input: PolicyInput;
    try {
      input = await this.#inputOf(invocation);
    } catch (error) {
      const message = `failed to configure binding: ${messageOf(error)}`;
      this.#misconfigured({ policy, binding, message });
      return;
    }
    const { denials, annotations } = await this.#authorization.answering(() => verdictOf(policy, input));
    for (const denial of denials) this.#carryOut(policy, binding, denial);
    for (const [key, value] of annotations) this.#annotationsOf(policy).add(key, value);
  }

  async #inputOf({ resource, params }: Invocation<Validating, ValidatingBinding>): Promise<PolicyInput> {
    const seen = await requestSeenAs(resource, this.#attributes, this.#server);
    const namespace = namespaceOf(this.#attributes, this.#server);
    return {
      bindings: requestBindings(seen, params, namespace),
      authorizer: authorizerBindings(seen, this.#authorization.port),
    };
  }

  #carryOut(policy: Validating, binding: ValidatingBinding, denial: Denial): void {
    const { validationActions: actions = [] } = binding.spec ?? {};
    if (denial.always || actions.includes('Deny')) this.#refusals.push({ ...denial, policy, binding });
    if (denial.always) return;
    if (actions.includes('Audit')) annotateFailure(this.#attributes, binding, denial);
    if (!actions.includes('Warn')) return;
    const { message } = denial;
    this.#attributes.warn(
      `Validation failed for ValidatingAdmissionPolicy '${nameOf(policy)}' with binding '${nameOf(binding)}': ${message}`,
    );
  }

  #annotationsOf(policy: Validating): AuditAnnotations {
    const known = this.#annotations.get(policy) ?? new AuditAnnotations();
    this.#annotations.set(policy, known);
    return known;
  }

  #misconfigured(said: Misconfiguration<Validating, ValidatingBinding>): void {
    if (said.policy.spec?.failurePolicy !== 'Ignore') this.#refusals.push(said);
  }
}

function nameOf({ metadata }: Validating | ValidatingBinding): string {
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
