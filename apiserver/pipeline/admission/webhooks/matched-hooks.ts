import {
  forbidden,
  internalError,
  type KubeObject,
  messageOf,
  StatusError,
} from '../../../../apimachinery/index.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import { type Attributes, nameToTell } from '../attributes.ts';
import { PolicyAuthorization } from '../policies/authorization.ts';
import { compiledOnce, PolicyCompiler } from '../policies/compiled-policy.ts';
import { OutOfBudget } from '../policies/evaluation.ts';
import { conditionsHold } from '../policies/match-conditions.ts';
import { isConfiguration } from '../policies/policies-in-force.ts';
import { type Matched, RequestMatching } from '../requests/matching.ts';
import { authorizerBindings, requestBindings } from '../requests/request-bindings.ts';
import { requestSeenAs, type SeenRequest } from '../requests/seen-request.ts';
import type { Hook, Webhook, WebhooksInForce } from './webhooks-in-force.ts';

/** A webhook whose rules a request matches. */
export interface MatchedHook<W extends Webhook> extends Hook<W> {
  /** As which it wants to see the request. */
  readonly resource: Matched;
  /** Its place among all there are. */
  readonly index: number;
}

/** Those to be asked about a request, as far as their rules tell. */
export interface MatchedHooks<W extends Webhook> {
  readonly matching: HookMatching;
  readonly hooks: readonly MatchedHook<W>[];
}

/** Undefined where there is nobody to ask. */
export function matchedHooks<W extends Webhook>(
  inForce: WebhooksInForce<W>,
  attributes: Attributes,
  server: ServerContext,
): MatchedHooks<W> | undefined {
  if (inForce.isEmptyIn(server) || isConfiguration(attributes)) return undefined;
  const matching = new HookMatching(attributes, server);
  const hooks = matching.byRules(inForce.in(server));
  return hooks.length === 0 ? undefined : { matching, hooks };
}

/** Mirrors kubernetes apiserver pkg/admission/plugin/webhook/generic (ShouldCallHook). */
export class HookMatching {
  readonly #attributes: Attributes;
  readonly #server: ServerContext;
  readonly #matching: RequestMatching;
  readonly #authorization: PolicyAuthorization;

  constructor(attributes: Attributes, server: ServerContext) {
    this.#attributes = attributes;
    this.#server = server;
    this.#matching = new RequestMatching(attributes, server);
    this.#authorization = new PolicyAuthorization(server, attributes.userInfo);
  }

  /** Those whose rules match. */
  byRules<W extends Webhook>(hooks: readonly Hook<W>[]): readonly MatchedHook<W>[] {
    return hooks.flatMap((hook, index) => {
      const { rules = [], matchPolicy } = hook.webhook;
      const resource = this.#matching.byAnyOf(rules, matchPolicy);
      return resource === undefined ? [] : [{ ...hook, resource, index }];
    });
  }

  /**
   * The request as one of those sees it, with what has become of its object by now; undefined where its selectors and conditions
   * do not match. Rejects with a StatusError where nobody can tell.
   */
  async seenBy(
    { webhook, resource }: MatchedHook<Webhook>,
    object: KubeObject | undefined,
  ): Promise<SeenRequest | undefined> {
    try {
      if (!this.#matching.byLabels(webhook, object)) return undefined;
    } catch (error) {
      throw error instanceof StatusError ? error : internalError(messageOf(error));
    }
    const seen = await requestSeenAs(resource, this.#attributes, this.#server, object);
    return (await this.#conditionsHold(webhook, seen)) ? seen : undefined;
  }

  async #conditionsHold(webhook: Webhook, seen: SeenRequest): Promise<boolean> {
    if ((webhook.matchConditions ?? []).length === 0) return true;
    const holds = await this.#authorization.answering(() => this.#evaluate(webhook, seen));
    if (typeof holds === 'boolean') return holds;
    if (webhook.failurePolicy === 'Ignore') return false;
    const { resource } = this.#attributes;
    throw forbidden(resource, nameToTell(this.#attributes), holds);
  }

  #evaluate(webhook: Webhook, seen: SeenRequest): boolean | string {
    const authorizer = authorizerBindings(seen, this.#authorization.port);
    const input = { bindings: requestBindings(seen, undefined, undefined), authorizer };
    try {
      return conditionsHold(compiledConditions(webhook), input);
    } catch (error) {
      if (error instanceof OutOfBudget) return error.message;
      throw error;
    }
  }
}

const compiledConditions = compiledOnce((webhook: Webhook) => {
  const { matchConditions = [] } = webhook;
  const compiler = new PolicyCompiler({});
  return { variables: compiler.variables, matchConditions: compiler.conditions({ matchConditions }) };
});
