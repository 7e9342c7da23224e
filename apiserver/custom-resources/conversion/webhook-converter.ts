import type { V1WebhookConversion } from '../../../api/index.ts';
import { type KubeObject, messageOf, unclassified } from '../../../apimachinery/index.ts';
import type { WebhookTarget } from '../../request/webhooks.ts';
import { convertedObjects, reviewOf } from './conversion-review.ts';
import { checkConverted, withOwnMetadata } from './converted-metadata.ts';
import type { Converter } from './custom-conversion.ts';

/** Sends JSON to a webhook; resolves with what came back, rejects with why nothing did. */
export type CallWebhook = (target: WebhookTarget, body: object) => Promise<unknown>;

/**
 * Strategy Webhook: somebody else converts. Each object is sent once; what came back is kept with it. Mirrors
 * apiextensions-apiserver pkg/apiserver/conversion (webhookConverter), in whose words it fails.
 */
export class WebhookConverter implements Converter {
  readonly #webhook: V1WebhookConversion;
  readonly #call: CallWebhook;
  readonly #uid: () => string;
  /** By the version asked for. */
  readonly #converted = new Map<string, WeakMap<KubeObject, KubeObject>>();

  constructor(webhook: V1WebhookConversion, call: CallWebhook, uid: () => string) {
    this.#webhook = webhook;
    this.#call = call;
    this.#uid = uid;
  }

  convert(object: KubeObject, apiVersion: string): KubeObject {
    if (object.apiVersion === apiVersion) return object;
    const converted = this.#to(apiVersion).get(object);
    if (converted === undefined) throw new Error(`${object.metadata?.name} was not sent to its webhook`);
    return converted;
  }

  prepare(objects: readonly KubeObject[], apiVersion: string): Promise<void> | undefined {
    const known = this.#to(apiVersion);
    const unknown = objects.filter((object) => object.apiVersion !== apiVersion && !known.has(object));
    return unknown.length === 0 ? undefined : this.#ask(unknown, apiVersion);
  }

  #to(apiVersion: string): WeakMap<KubeObject, KubeObject> {
    let converted = this.#converted.get(apiVersion);
    if (converted === undefined) {
      converted = new WeakMap();
      this.#converted.set(apiVersion, converted);
    }
    return converted;
  }

  async #ask(objects: readonly KubeObject[], apiVersion: string): Promise<void> {
    const answer = await this.#answer(objects, apiVersion);
    if (answer.length !== objects.length) {
      throw failed(objects[0], `returned ${answer.length} objects, expected ${objects.length}`);
    }
    for (const [at, object] of objects.entries()) {
      this.#to(apiVersion).set(object, accepted(object, answer[at], apiVersion));
    }
  }

  async #answer(objects: readonly KubeObject[], apiVersion: string): Promise<readonly unknown[]> {
    const uid = this.#uid();
    const { clientConfig = {}, conversionReviewVersions } = this.#webhook;
    try {
      const review = reviewOf(conversionReviewVersions, uid, apiVersion, objects);
      return convertedObjects(review, await this.#call(clientConfig, review));
    } catch (error) {
      throw failed(objects[0], `failed: ${messageOf(error)}`);
    }
  }
}

/** What came back, if it is the same object in the other version. Throws StatusError. */
function accepted(object: KubeObject, converted: unknown, apiVersion: string): KubeObject {
  const says = checkConverted(object, converted, apiVersion);
  if (says !== undefined) throw failed(object, says);
  try {
    return withOwnMetadata(object, converted as KubeObject);
  } catch (error) {
    throw failed(object, `returned invalid metadata: ${messageOf(error)}`);
  }
}

function failed(object: KubeObject | undefined, says: string) {
  const type = `${object?.apiVersion}, Kind=${object?.kind}`;
  return unclassified(`conversion webhook for ${type} ${says}`);
}
