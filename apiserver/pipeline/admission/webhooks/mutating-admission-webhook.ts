import type { V1MutatingWebhook } from '../../../../api/index.ts';
import {
  applyJsonPatch,
  goKind,
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
import { everyRequest, type MutatingPlugin } from '../admission-plugin.ts';
import type { Attributes } from '../attributes.ts';
import { mutationTarget } from '../requests/mutation-target.ts';
import { Reinvocation } from '../requests/reinvocation.ts';
import { asAsked, type SeenRequest } from '../requests/seen-request.ts';
import type { AdmissionResponse } from './admission-review.ts';
import { callHook, FailedCall } from './call-hook.ts';
import { type HookMatching, type MatchedHook, matchedHooks } from './matched-hooks.ts';
import { WebhooksInForce } from './webhooks-in-force.ts';

const inForce = new WebhooksInForce<V1MutatingWebhook>('mutatingwebhookconfigurations');

/** Lets webhooks change objects, one after the other. Mirrors kubernetes apiserver pkg/admission/plugin/webhook/mutating. */
export const mutatingAdmissionWebhook: MutatingPlugin = {
  name: 'MutatingAdmissionWebhook',
  matches: everyRequest,
  isIdle: (server) => inForce.isEmptyIn(server),
  admit(attributes, server) {
    const matched = matchedHooks(inForce, attributes, server);
    return matched && new Calls(attributes, server, matched.matching).of(matched.hooks);
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
    try {
      await this.#take(hook, seen, await callHook(webhook, seen, this.#server, true));
    } catch (error) {
      this.#annotate(hook, 'mutation', { mutated: false });
      if (!(error instanceof FailedCall)) throw error;
      if (webhook.failurePolicy !== 'Ignore') throw internalError(error.message);
      this.#attributes.annotate(this.#key(hook, 'failed-open.mutation'), webhook.name);
    }
    if (webhook.reinvocationPolicy === 'IfNeeded') this.#reinvocation.invoked(uid);
  }

  async #take(hook: Hook, seen: SeenRequest, response: AdmissionResponse): Promise<void> {
    const { name } = hook.webhook;
    const operations = operationsOf(name, response);
    if (operations === undefined) return this.#annotate(hook, 'mutation', { mutated: false });
    const object = patched(name, seen, operations, response, this.#server);
    const mutated = !semanticEqual(seen.object, object);
    this.#object = await asAsked({ ...seen, object }, this.#server);
    this.#annotate(hook, 'mutation', { mutated });
    this.#annotate(hook, 'patch', { patch: operations, patchType: 'JSONPatch' });
    if (!mutated) return;
    this.#reinvocation.changed();
    this.#attributes.reinvoke();
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
    throw undecodable(`json: cannot unmarshal ${goKind(value)} into Go value of type jsonpatch.Patch`);
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
