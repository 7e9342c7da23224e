import { type KubeObject, messageOf } from '../../../../apimachinery/index.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import type { Attributes } from '../attributes.ts';
import { type Matched, RequestMatching } from '../requests/matching.ts';
import { collectParams } from './params.ts';
import type { Binding, BoundPolicy, Policy } from './policies-in-force.ts';

/** A policy that is to be evaluated over a request, for one of its bindings and one of the params of that. */
export interface Invocation<P extends Policy, B extends Binding> {
  readonly policy: P;
  readonly binding: B;
  /** As which the policy wants to see the request. */
  readonly resource: Matched;
  readonly params: KubeObject | undefined;
}

/** Why a policy, or a binding of it, cannot be evaluated. */
export interface Misconfiguration<P extends Policy, B extends Binding> {
  readonly policy: P;
  readonly binding?: B;
  readonly message: string;
}

export type Step<P extends Policy, B extends Binding> = Invocation<P, B> | Misconfiguration<P, B>;

/**
 * What policies are to be evaluated over a request, and what is wrong with those that cannot be; undefined where the rules of
 * none match. Mirrors kubernetes apiserver pkg/admission/plugin/policy/generic (policyDispatcher.Dispatch).
 */
export function invocationsOf<P extends Policy, B extends Binding>(
  policies: readonly BoundPolicy<P, B>[],
  attributes: Attributes,
  server: ServerContext,
): Promise<readonly Step<P, B>[]> | undefined {
  const matching = new RequestMatching(attributes, server);
  const matched = policies.flatMap((bound) => {
    const resource = matching.byRules(bound.policy.spec?.matchConstraints ?? {});
    return resource === undefined ? [] : [{ ...bound, resource }];
  });
  if (matched.length === 0) return undefined;
  const { namespace } = attributes;
  const all = matched.map(async ({ policy, bindings, resource }): Promise<Step<P, B>[]> => {
    try {
      if (!matching.byLabels(policy.spec?.matchConstraints ?? {})) return [];
    } catch (error) {
      return [{ policy, message: `failed to configure policy: ${messageOf(error)}` }];
    }
    const steps = bindings.map(async (binding): Promise<Step<P, B>[]> => {
      try {
        if (!isBound(binding, matching)) return [];
        const { paramKind } = policy.spec ?? {};
        const params = await collectParams(server, paramKind, binding.spec?.paramRef, namespace);
        return params.map((one) => ({ policy, binding, resource, params: one }));
      } catch (error) {
        return [{ policy, binding, message: `failed to configure binding: ${messageOf(error)}` }];
      }
    });
    return (await Promise.all(steps)).flat();
  });
  return Promise.all(all).then((steps) => steps.flat());
}

function isBound({ spec }: Binding, matching: RequestMatching): boolean {
  const { matchResources } = spec ?? {};
  if (matchResources === undefined) return true;
  return matching.byRules(matchResources) !== undefined && matching.byLabels(matchResources);
}
