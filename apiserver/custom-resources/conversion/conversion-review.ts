import { goQuote, isObject, type KubeObject } from '../../../apimachinery/index.ts';
import { notRegistered } from '../../request/webhooks.ts';

const group = 'apiextensions.k8s.io';

/** apiextensions.k8s.io ConversionReview, as it is sent. */
export interface ConversionReview {
  readonly kind: 'ConversionReview';
  readonly apiVersion: string;
  readonly request: {
    readonly uid: string;
    readonly desiredAPIVersion: string;
    readonly objects: readonly KubeObject[];
  };
}

/** The first version that both sides know. Throws if there is none. */
export function reviewOf(
  versions: readonly string[],
  uid: string,
  desiredAPIVersion: string,
  objects: readonly KubeObject[],
): ConversionReview {
  const version = versions.find((one) => one === 'v1' || one === 'v1beta1');
  if (version === undefined) throw new Error('no supported conversion review versions');
  const apiVersion = `${group}/${version}`;
  return {
    kind: 'ConversionReview',
    apiVersion,
    request: { uid, desiredAPIVersion, objects: objects.map(unstored) },
  };
}

/** What is sent has no version in the store. */
function unstored(object: KubeObject): KubeObject {
  const { resourceVersion: _, ...metadata } = object.metadata ?? {};
  return { ...object, metadata };
}

/**
 * The objects of an answer. Throws an error that says what is wrong with it. Mirrors apiextensions-apiserver
 * pkg/apiserver/conversion (getConvertedObjectsFromResponse).
 */
export function convertedObjects(
  { apiVersion, request }: ConversionReview,
  answer: unknown,
): readonly unknown[] {
  const { kind, apiVersion: version, response } = isObject(answer) ? answer : {};
  if (kind !== 'ConversionReview' || version !== apiVersion) {
    throw notRegistered(kind, version);
  }
  if (!isObject(response)) throw new Error('no response provided');
  // The first version did not ask whom an answer is for.
  if (apiVersion.endsWith('/v1') && response.uid !== request.uid) {
    throw new Error(
      `expected response.uid=${goQuote(request.uid)}, got ${goQuote(String(response.uid ?? ''))}`,
    );
  }
  const { status = '', message = '' } = isObject(response.result) ? response.result : {};
  if (status === 'Success') return Array.isArray(response.convertedObjects) ? response.convertedObjects : [];
  throw new Error(String(message || `response.result.status was '${status}', not 'Success'`));
}
