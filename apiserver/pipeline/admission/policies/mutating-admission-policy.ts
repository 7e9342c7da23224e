import type { V1MutatingAdmissionPolicy, V1MutatingAdmissionPolicyBinding } from '../../../../api/index.ts';
import {
  deepEqual,
  type KubeObject,
  StatusError,
  type StatusReason,
} from '../../../../apimachinery/index.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import type { MutatingPlugin } from '../admission-plugin.ts';
import { type Attributes, notAdmitted } from '../attributes.ts';
import { MutationError, mutationTarget } from '../requests/mutation-target.ts';
import { Reinvocation } from '../requests/reinvocation.ts';
import { authorizerBindings, type PolicyInput, requestBindings } from '../requests/request-bindings.ts';
import { asAsked, namespaceOf, requestSeenAs, type SeenRequest } from '../requests/seen-request.ts';
import { PolicyAuthorization } from './authorization.ts';
import { compiledMutations } from './compiled-mutations.ts';
import { OutOfBudget } from './evaluation.ts';
import { type Invocation, invocationsOf, type Misconfiguration, type Step } from './invocations.ts';
import { conditionsHold } from './match-conditions.ts';
import { mutated } from './mutate.ts';
import { isJudged, PoliciesInForce } from './policies-in-force.ts';

type Mutating = V1MutatingAdmissionPolicy;
type MutatingBinding = V1MutatingAdmissionPolicyBinding;

const inForce = new PoliciesInForce<Mutating, MutatingBinding>(
  'mutatingadmissionpolicies',
  'mutatingadmissionpolicybindings',
);

/**
 * Changes what policies in the cluster say. Mirrors kubernetes apiserver pkg/admission/plugin/policy/mutating. Differs:
 * policies come in the order of their names, and new kinds can be changed at once.
 */
export const mutatingAdmissionPolicy: MutatingPlugin = {
  name: 'MutatingAdmissionPolicy',
  matches: [{ operations: ['CREATE', 'UPDATE', 'CONNECT'], apiGroups: ['*'], resources: ['*/*'] }],
  isIdle: (server) => inForce.isEmptyIn(server),
  admit(attributes, server) {
    if (!isJudged(attributes)) return undefined;
    return invocationsOf(inForce.in(server), attributes, server)?.then((steps) =>
      new Mutations(attributes, server).of(steps),
    );
  },
};

interface Failure extends Misconfiguration<Mutating, MutatingBinding> {
  /** Of what went wrong while it was evaluated. */
  readonly reason?: StatusReason;
}

const reinvocations = new WeakMap<Attributes, Reinvocation>();

/** One request before all policies that match it. */
class Mutations {
  readonly #attributes: Attributes;
  readonly #server: ServerContext;
  readonly #authorization: PolicyAuthorization;
  readonly #reinvocation: Reinvocation;
  /** The request as those policies left it that want to see it in this version. */
  readonly #seen = new Map<string, SeenRequest>();
  readonly #failures: Failure[] = [];
  #last: SeenRequest | undefined;

  constructor(attributes: Attributes, server: ServerContext) {
    this.#attributes = attributes;
    this.#server = server;
    this.#authorization = new PolicyAuthorization(server, attributes.userInfo);
    this.#reinvocation = reinvocations.get(attributes) ?? new Reinvocation();
    reinvocations.set(attributes, this.#reinvocation);
  }

  /** What they make of the object; undefined to leave it as it is. Rejects with what the first of them refuses. */
  async of(steps: readonly Step<Mutating, MutatingBinding>[]): Promise<KubeObject | undefined> {
    const { object } = this.#attributes;
    const again = this.#attributes.isReinvoked;
    if (again && this.#reinvocation.isChanged(object)) this.#reinvocation.changed();
    for (const step of steps) {
      if ('message' in step) this.#failed(step);
      else await this.#invoke(step);
    }
    if (this.#last !== undefined) this.#changed();
    const made = await this.#made();
    this.#reinvocation.left(made ?? object);
    const [first] = this.#failures;
    if (first !== undefined) throw refused(this.#attributes, first, this.#failures);
    return made;
  }

  async #invoke(invocation: Invocation<Mutating, MutatingBinding>): Promise<void> {
    const { policy, binding } = invocation;
    const before = await this.#seenIn(invocation);
    const matched = await this.#matches(invocation, before);
    if (typeof matched === 'string') this.#failed({ policy, binding, message: matched, reason: 'Invalid' });
    if (matched !== true) return;
    const key = keyOf(invocation);
    if (this.#attributes.isReinvoked && !this.#reinvocation.isWanted(key)) return;
    const after = await this.#mutate(invocation, before);
    if (after !== before && !deepEqual(before.object, after.object)) this.#changed();
    if (policy.spec?.reinvocationPolicy === 'IfNeeded') this.#reinvocation.invoked(key);
  }

  async #seenIn({ resource }: Invocation<Mutating, MutatingBinding>): Promise<SeenRequest> {
    return (
      this.#seen.get(resource.version) ?? (await requestSeenAs(resource, this.#attributes, this.#server))
    );
  }

  /** A text: what failed. */
  async #matches(
    invocation: Invocation<Mutating, MutatingBinding>,
    seen: SeenRequest,
  ): Promise<boolean | string> {
    const compiled = compiledMutations(invocation.policy);
    try {
      const input = this.#input(invocation, seen);
      return await this.#authorization.answering(() => conditionsHold(compiled, input));
    } catch (error) {
      if (error instanceof OutOfBudget) return error.message;
      throw error;
    }
  }

  /** All mutations of a policy, in their order. One that fails changes nothing. */
  async #mutate(
    invocation: Invocation<Mutating, MutatingBinding>,
    before: SeenRequest,
  ): Promise<SeenRequest> {
    const { policy, binding, resource } = invocation;
    const { mutations, variables } = compiledMutations(policy);
    let seen = before;
    for (const [index, { patchType }] of (policy.spec?.mutations ?? []).entries()) {
      const { object } = seen;
      const expression = mutations[index];
      if (object === undefined || expression === undefined) continue;
      const input = this.#input(invocation, seen);
      const target = mutationTarget(seen, this.#server);
      try {
        const made = await this.#authorization.answering(() =>
          mutated(object, { patchType, expression, variables }, input, target),
        );
        seen = { ...seen, object: made };
      } catch (error) {
        if (!(error instanceof MutationError)) throw error;
        this.#failed({ policy, binding, message: error.message, reason: 'Invalid' });
      }
    }
    if (seen === before) return before;
    this.#seen.set(resource.version, seen);
    this.#last = seen;
    return seen;
  }

  #input({ params }: Invocation<Mutating, MutatingBinding>, seen: SeenRequest): PolicyInput {
    const namespace = namespaceOf(this.#attributes, this.#server);
    return {
      bindings: requestBindings(seen, params, namespace),
      authorizer: authorizerBindings(seen, this.#authorization.port),
    };
  }

  /** As Kubernetes counts it, at the end once more, be it that nothing is different: the last that was asked is, too, asked again. */
  #changed(): void {
    this.#reinvocation.changed();
    this.#attributes.reinvoke();
  }

  #failed(failure: Failure): void {
    if (failure.policy.spec?.failurePolicy !== 'Ignore') this.#failures.push(failure);
  }

  /** What the last that changed anything made of the object, in the version of the request. */
  async #made(): Promise<KubeObject | undefined> {
    return this.#last && asAsked(this.#last, this.#server);
  }
}

function keyOf({ policy, binding, params }: Invocation<Mutating, MutatingBinding>): string {
  const { namespace, name } = params?.metadata ?? {};
  return [policy.metadata?.name, binding.metadata?.name, namespace, name].join(' ');
}

function saysOf({ policy, binding, message }: Failure): string {
  const name = policy.metadata?.name ?? '';
  return binding === undefined
    ? `policy "${name}" denied request: ${message}`
    : `policy '${name}' with binding '${binding.metadata?.name}' denied request: ${message}`;
}

function refused(attributes: Attributes, first: Failure, failures: readonly Failure[]): StatusError {
  const { status } = notAdmitted(attributes, '');
  return new StatusError({
    ...status,
    message: saysOf(first),
    ...(first.reason === undefined ? {} : { reason: first.reason }),
    details: { ...status.details, causes: failures.map((failure) => ({ message: saysOf(failure) })) },
  });
}
