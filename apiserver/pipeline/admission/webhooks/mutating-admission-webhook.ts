import type { V1MutatingWebhook } from '../../../../api/index.ts';
import {
  applyJsonPatch,
  goQuote,
  internalError,
  JsonSyntaxError,
  type KubeObject,
  messageOf,
  PatchError,
  parseJson,
  semanticEqual,
} from '../../../../apimachinery/index.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import type { MutatingPlugin } from '../admission-plugin.ts';
import type { Attributes } from '../attributes.ts';
import { isConfiguration } from '../policies/policies-in-force.ts';
import { mutationTarget } from '../requests/mutation-target.ts';
import { Reinvocation } from '../requests/reinvocation.ts';
import { asAsked, type SeenRequest } from '../requests/seen-request.ts';
import type { AdmissionResponse } from './admission-review.ts';
import { callHook, FailedCall } from './call-hook.ts';
import { HookMatching, type MatchedHook } from './matched-hooks.ts';
import { WebhooksInForce } from './webhooks-in-force.ts';

const inForce = new WebhooksInForce<V1MutatingWebhook>('mutatingwebhookconfigurations');

/** Lets webhooks change objects, one after the other. Mirrors kubernetes apiserver pkg/admission/plugin/webhook/mutating. */
export const mutatingAdmissionWebhook: MutatingPlugin = {
  name: 'MutatingAdmissionWebhook',
  matches: [{ operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'], apiGroups: ['*'], resources: ['*/*'] }],
  isIdle: (server) => inForce.isEmptyIn(server),
  admit(attributes, server) {
    if (inForce.isEmptyIn(server) || isConfiguration(attributes)) return undefined;
    const matching = new HookMatching(attributes, server);
    const hooks = matching.byRules(inForce.in(server));
    return hooks.length === 0 ? undefined : new Calls(attributes, server, matching).of(hooks);
  },
};

type Hook = MatchedHook<V1MutatingWebhook>;

const reinvocations = new WeakMap<Attributes, Reinvocation>();

/** One request before all webhooks whose rules it matches. */
class Calls {
  readonly #attributes: Attributes;
  readonly #server: ServerContext;
  readonly #matching: HookMatching;
  readonly #reinvocation: Reinvocation;
  /** What has become of the object. */
  #object: KubeObject | undefined;

  constructor(attributes: Attributes, server: ServerContext, matching: HookMatching) {
    this.#attributes = attributes;
    this.#server = server;
    this.#matching = matching;
    this.#object = attributes.object;
    this.#reinvocation = reinvocations.get(attributes) ?? new Reinvocation();
    reinvocations.set(attributes, this.#reinvocation);
  }

  /** Rejects with what the first refuses that does. */
  async of(hooks: readonly Hook[]): Promise<KubeObject | undefined> {
    const again = this.#attributes.isReinvoked;
    if (again && this.#reinvocation.isChanged(this.#object)) this.#reinvocation.changed();
    for (const hook of hooks) {
      const seen = await this.#matching.seenBy(hook, this.#object);
      if (seen === undefined || (again && !this.#reinvocation.isWanted(hook.uid))) continue;
      await this.#call(hook, seen);
    }
    this.#reinvocation.left(this.#object);
    return this.#object;
  }

  async #call(hook: Hook, seen: SeenRequest): Promise<void> {
    const { uid, webhook } = hook;
    let mutated = false;
    try {
      const response = await callHook(webhook, seen, this.#server, true);
      mutated = await this.#take(hook, seen, response);
    } catch (error) {
      this.#annotate(hook, 'mutation', { mutated });
      if (!(error instanceof FailedCall)) throw error;
      if (webhook.failurePolicy !== 'Ignore') throw internalError(error.message);
      this.#attributes.annotate(this.#key(hook, 'failed-open.mutation'), webhook.name);
    }
    if (webhook.reinvocationPolicy === 'IfNeeded') this.#reinvocation.invoked(uid);
  }

  /** Whether the answer makes another object of it. */
  async #take(hook: Hook, seen: SeenRequest, response: AdmissionResponse): Promise<boolean> {
    const { name } = hook.webhook;
    const operations = operationsOf(name, response);
    const mutates = operations !== undefined;
    const made = mutates
      ? { ...seen, object: patched(name, seen, operations, response, this.#server) }
      : seen;
    const changed = mutates && !semanticEqual(seen.object, made.object);
    if (mutates) this.#object = await asAsked(made, this.#server);
    this.#annotate(hook, 'mutation', { mutated: changed });
    if (mutates) this.#annotate(hook, 'patch', { patch: operations, patchType: 'JSONPatch' });
    if (changed) {
      this.#reinvocation.changed();
      this.#attributes.reinvoke();
    }
    return changed;
  }

  #annotate(hook: Hook, what: string, value: object): void {
    const { configuration, webhook } = hook;
    const said = { configuration, webhook: webhook.name, ...value };
    this.#attributes.annotate(this.#key(hook, what), JSON.stringify(said));
  }

  #key({ index }: Hook, what: string): string {
    const round = this.#attributes.isReinvoked ? 1 : 0;
    return `${what}.webhook.admission.k8s.io/round_${round}_index_${index}`;
  }
}

/** What the patch of an answer is to do; undefined where there is none. */
function operationsOf(webhook: string, { patch = '' }: AdmissionResponse): readonly unknown[] | undefined {
  if (patch === '') return undefined;
  const undecodable = (says: string) =>
    new FailedCall(webhook, `received undecodable patch in webhook response: ${says}`);
  try {
    const { value } = parseJson(Buffer.from(patch, 'base64'));
    if (value === null) return undefined;
    if (Array.isArray(value)) return value.length === 0 ? undefined : value;
    const kind = typeof value === 'boolean' ? 'bool' : typeof value;
    throw undecodable(`json: cannot unmarshal ${kind} into Go value of type jsonpatch.Patch`);
  } catch (error) {
    throw error instanceof JsonSyntaxError ? undecodable(error.reason) : error;
  }
}

/** What a patch makes of the object, with defaults. */
function patched(
  webhook: string,
  seen: SeenRequest,
  operations: readonly unknown[],
  { patchType }: AdmissionResponse,
  server: ServerContext,
): KubeObject {
  const name = goQuote(webhook);
  if (seen.object === undefined) {
    throw internalError(
      `admission webhook ${name} attempted to modify the object, which is not supported for this operation`,
    );
  }
  if (patchType !== 'JSONPatch') {
    throw new FailedCall(webhook, `unsupported patch type ${goQuote(patchType ?? '')}`);
  }
  try {
    return mutationTarget(seen, server).readPatched(applyJsonPatch(seen.object, operations), true);
  } catch (error) {
    throw error instanceof PatchError ? internalError(messageOf(error)) : error;
  }
}
