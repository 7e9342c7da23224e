import { schemaFor } from '../../../../api/index.ts';
import {
  decodeBySchema,
  goDecodeError,
  goKind,
  goQuote,
  isObject,
  type Schema,
  type Status,
} from '../../../../apimachinery/index.ts';
import { notRegistered } from '../../../request/webhooks.ts';
import { requestOf } from '../requests/request-bindings.ts';
import type { SeenRequest } from '../requests/seen-request.ts';

const group = 'admission.k8s.io';

/** admission.k8s.io AdmissionReview, as it is sent. */
export interface AdmissionReview {
  readonly kind: 'AdmissionReview';
  readonly apiVersion: string;
  readonly request: { readonly uid: string };
}

/** What a webhook has answered. */
export interface AdmissionResponse {
  readonly allowed: boolean;
  /** Why not. */
  readonly status?: Partial<Status>;
  /** A JSON patch, as it came. */
  readonly patch?: string;
  readonly patchType?: string;
  readonly auditAnnotations?: Readonly<Record<string, string>>;
  readonly warnings?: readonly string[];
}

type Sent = AdmissionResponse & { readonly uid?: string };

/** The first version of reviews that both sides know. Throws if there is none. Mirrors CreateAdmissionObjects. */
export function reviewOf(
  versions: readonly string[] | undefined,
  uid: string,
  seen: SeenRequest,
): AdmissionReview {
  const version = versions?.find((one) => one === 'v1' || one === 'v1beta1');
  if (version === undefined) {
    throw new Error('webhook does not accept known AdmissionReview versions (v1, v1beta1)');
  }
  const request = { uid, ...requestOf(seen), object: seen.object ?? null, oldObject: seen.oldObject ?? null };
  return { kind: 'AdmissionReview', apiVersion: `${group}/${version}`, request };
}

/** An answer as a review of the version that was sent. Throws an error that says why it cannot be read as one. */
export function readReview({ apiVersion }: AdmissionReview, answer: unknown): object {
  if (!isObject(answer)) {
    const fields =
      'APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\""';
    throw new Error(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${goKind(answer)} into Go value of type struct { ${fields} }`,
    );
  }
  const { kind = 'AdmissionReview', apiVersion: version = apiVersion } = answer;
  const isKnown = version === `${group}/v1` || version === `${group}/v1beta1`;
  if (kind !== 'AdmissionReview' || !isKnown) {
    throw notRegistered(kind, version);
  }
  const { value, misfits } = decodeBySchema(reviewSchema, answer);
  const says = misfits ? goDecodeError(reviewSchema, answer) : undefined;
  if (says !== undefined) throw new Error(says);
  if (version !== apiVersion) {
    const [theirs, ours] = [version, apiVersion].map(
      (one) => `${one.slice(group.length + 1)}.AdmissionReview`,
    );
    throw new Error(`converting (${theirs}) to (${ours}): unknown conversion`);
  }
  return value as object;
}

/** The response of an answer. Throws an error that says what is wrong with it. Mirrors VerifyAdmissionResponse. */
export function responseOf(
  { apiVersion, request }: AdmissionReview,
  answer: object,
  mutates: boolean,
): AdmissionResponse {
  const { response, ...named } = answer as {
    response?: Sent;
    kind?: string;
    apiVersion?: string;
  };
  if (response === undefined || response === null) throw new Error('webhook response was absent');
  // The first version did not ask whom an answer is for, nor for the type of a patch.
  if (apiVersion.endsWith('v1beta1')) return { ...response, patchType: 'JSONPatch' };
  const { uid = '', patch = '', patchType } = response;
  if (uid !== request.uid)
    throw new Error(`expected response.uid=${goQuote(request.uid)}, got ${goQuote(uid)}`);
  if (named.kind === undefined || named.apiVersion === undefined) {
    const [ofGroup, version] = (named.apiVersion ?? '/').split('/');
    throw new Error(
      `expected webhook response of ${apiVersion}, Kind=AdmissionReview, got ${ofGroup}/${version}, Kind=${named.kind ?? ''}`,
    );
  }
  const says = mutates ? patchFault(patch, patchType) : unwantedPatch(patch, patchType);
  if (says !== undefined) throw new Error(says);
  return response;
}

function patchFault(patch: string, patchType: string | undefined): string | undefined {
  if (patch !== '' && patchType === undefined) {
    return 'webhook returned response.patch but not response.patchType';
  }
  if (patch === '' && patchType !== undefined) {
    return 'webhook returned response.patchType but not response.patch';
  }
  return patchType === '' ? 'webhook returned invalid response.patchType of ""' : undefined;
}

function unwantedPatch(patch: string, patchType: string | undefined): string | undefined {
  if (patch !== '') return 'validating webhook may not return response.patch';
  return patchType === undefined ? undefined : 'validating webhook may not return response.patchType';
}

const text: Schema = { type: 'string' };

/** Mirrors k8s.io/api admission/v1, as far as answers go. */
const reviewSchema: Schema = {
  type: 'object',
  definition: 'io.k8s.api.admission.v1.AdmissionReview',
  properties: {
    kind: text,
    apiVersion: text,
    response: {
      type: 'object',
      definition: 'io.k8s.api.admission.v1.AdmissionResponse',
      properties: {
        uid: text,
        allowed: { type: 'boolean' },
        status: schemaFor('', 'v1', 'Status') ?? {},
        patch: { type: 'string', format: 'byte' },
        patchType: text,
        auditAnnotations: { type: 'object', additionalProperties: text },
        warnings: { type: 'array', items: text },
      },
    },
  },
};
