import {
  apiVersionOf,
  isObject,
  type KubeObject,
  messageOf,
  parseApiVersion,
  qualified,
  type ResourceType,
  readJson,
} from '../../apimachinery/index.ts';
import { type HttpHandler, type HttpRequest, jsonAnswer } from '../serving/http-handler.ts';

/** Makes objects of one version of those of another. Mirrors controller-runtime pkg/webhook/conversion (Converter). */
export interface Converter {
  /** The object in the version that is wanted. Throws, or rejects, with why there is none. */
  convert(object: KubeObject, apiVersion: string): KubeObject | Promise<KubeObject>;
}

/** How one version is made of the hub's, and back; apiVersion and kind are filled in. */
export interface SpokeConverter<Hub extends KubeObject = KubeObject, Spoke extends KubeObject = KubeObject> {
  toHub(spoke: Spoke): Hub | Promise<Hub>;
  fromHub(hub: Hub): Spoke | Promise<Spoke>;
}

/**
 * A converter by way of one version, the hub: of each other version it is said how it is made of the hub's and back. Mirrors
 * conversion.NewHubSpokeConverter.
 */
export function hubSpokeConverter<Hub extends KubeObject>(
  hub: ResourceType<Hub>,
  spokes: Readonly<Record<string, SpokeConverter<Hub>>>,
): Converter {
  if (Object.hasOwn(spokes, hub.version)) {
    throw new Error(`failed to create hub spoke converter for ${hub.kind}: ${hub.version} is the hub`);
  }
  const typed = (object: KubeObject, version: string): KubeObject => ({
    ...object,
    apiVersion: apiVersionOf({ group: hub.group, version }),
    kind: hub.kind,
  });
  const spoke = (version: string): SpokeConverter<Hub> | undefined =>
    Object.hasOwn(spokes, version) ? spokes[version] : undefined;
  return {
    async convert(object, apiVersion) {
      const [from, to] = [parseApiVersion(object.apiVersion ?? ''), parseApiVersion(apiVersion)];
      if (from.group !== to.group || from.group !== hub.group) {
        throw new Error(`src ${object.apiVersion} and dst ${apiVersion} does not belong to same API Group`);
      }
      if (from.version === to.version) {
        throw new Error(`conversion is not allowed between same type ${object.apiVersion}`);
      }
      const [source, target] = [spoke(from.version), spoke(to.version)];
      const known = (source ?? from.version === hub.version) && (target ?? to.version === hub.version);
      if (!known) throw new Error(`failed to convert ${object.apiVersion} to ${apiVersion}: not convertible`);
      // An object of the hub's version is one of the hub.
      const middle = source === undefined ? (object as Hub) : await source.toHub(object);
      const whole = typed(middle, hub.version) as Hub;
      return target === undefined ? whole : typed(await target.fromHub(whole), to.version);
    },
  };
}

/** Whose objects are converted how, by group and kind. Mirrors conversion.Registry. */
export class ConverterRegistry {
  readonly #byKind = new Map<string, Converter>();

  /** Throws for a kind that has a converter. */
  register(type: ResourceType, converter: Converter): void {
    const name = qualified(type.kind, type.group);
    if (this.#byKind.has(name))
      throw new Error(`failed to register converter: converter already registered for ${name}`);
    this.#byKind.set(name, converter);
  }

  /** Throws, or rejects, with why an object cannot be converted. */
  convert(object: KubeObject, apiVersion: string): KubeObject | Promise<KubeObject> {
    const { group } = parseApiVersion(object.apiVersion ?? '');
    const converter = this.#byKind.get(qualified(object.kind ?? '', group));
    if (converter === undefined) throw new Error(`${object.kind} is not convertible to ${apiVersion}`);
    return converter.convert(object, apiVersion);
  }
}

/** Answers the ConversionReviews that are posted. Mirrors controller-runtime pkg/webhook/conversion (webhook). */
export function conversionHandler(registry: ConverterRegistry): HttpHandler {
  return async (http) => {
    const review = reviewOf(http);
    if (review === undefined) return { status: 400, body: '' };
    const { request, ...type } = review;
    const response = await responseOf(registry, request).catch((error: unknown) => ({
      result: { metadata: {}, status: 'Failure', message: messageOf(error) },
    }));
    return jsonAnswer(200, { ...type, response: { uid: request.uid, ...response } });
  };
}

interface ConversionReview {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly request: {
    readonly uid: string;
    readonly desiredAPIVersion: string;
    readonly objects?: readonly KubeObject[];
  };
}

function reviewOf({ body }: HttpRequest): ConversionReview | undefined {
  try {
    const review = readJson(new TextDecoder().decode(body));
    return isReview(review) ? review : undefined;
  } catch {
    // What is no JSON is no review either.
    return undefined;
  }
}

function isReview(value: unknown): value is ConversionReview {
  if (!isObject(value) || !isObject(value.request)) return false;
  return typeof value.request.uid === 'string' && typeof value.request.desiredAPIVersion === 'string';
}

async function responseOf(
  registry: ConverterRegistry,
  request: ConversionReview['request'],
): Promise<object> {
  const convertedObjects: KubeObject[] = [];
  for (const object of request.objects ?? []) {
    convertedObjects.push(await registry.convert(object, request.desiredAPIVersion));
  }
  return { convertedObjects, result: { metadata: {}, status: 'Success' } };
}
