import {
  type Encoder,
  failure,
  jsonEncoder,
  notAcceptable,
  type StatusError,
} from '../../apimachinery/index.ts';
import { encoders as served } from './encoders/index.ts';

/** What the answer to a request looks like, by its Accept header. */
export interface Representation {
  readonly encoder: Encoder;
  /** What the object is turned into; absent for the object as it is. */
  readonly as?: Transformation;
}

/** A kind of meta.k8s.io that stands for any object. */
export interface Transformation {
  readonly kind: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
  readonly version: 'v1' | 'v1beta1';
}

/** What is asked for: an object or a list, a stream of watch events, or a document that is nothing but itself. */
export type Endpoint = 'object' | 'watch' | 'document';

const jsonAsIs: Representation = { encoder: jsonEncoder };

/**
 * Picks the first representation the header asks for that is served: in one of the encodings, as it is or as a Table or
 * metadata. What is not served is passed over. Throws a 406 StatusError that lists what is served when nothing fits.
 * Mirrors k8s.io/apiserver pkg/endpoints/handlers/negotiation. Differs: there protobuf is served.
 */
export function negotiate(
  accept: string | undefined,
  endpoint: Endpoint,
  encoders: readonly Encoder[] = served,
): Representation {
  if (accept === undefined || accept === '' || accept === jsonEncoder.mediaType || accept === '*/*') {
    return jsonAsIs;
  }
  const clauses = parseAccept(accept);
  for (const clause of clauses) {
    const found = representation(clause, endpoint, encoders);
    if (found !== undefined) return found;
  }
  // Kubernetes' router refuses what no route produces before anybody looks at the parameters.
  if (!clauses.some((clause) => encoderFor(clause, encoders) !== undefined)) throw noRepresentation(encoders);
  throw notAcceptable(endpoint === 'watch' ? streamTypes(encoders) : mediaTypes(encoders));
}

/** What objects may be read as. */
export function mediaTypes(encoders: readonly Encoder[] = served): readonly string[] {
  return encoders.map(({ mediaType }) => mediaType);
}

/** What watches may be read as. */
export function streamTypes(encoders: readonly Encoder[] = served): readonly string[] {
  const streaming = encoders.filter(({ stream }) => stream !== undefined);
  return streaming.map(({ mediaType }) => `${mediaType};stream=watch`);
}

function noRepresentation(encoders: readonly Encoder[]): StatusError {
  const says = `406: Not Acceptable\n\nAvailable representations: ${mediaTypes(encoders).join(', ')}`;
  return failure(406, 'NotAcceptable', says, {});
}

/** One clause of an Accept header. */
export interface MediaRange {
  readonly type: string;
  readonly subtype: string;
  readonly quality: number;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The clauses of an Accept header, those with a higher `q` first; what is not a media type is left out. */
export function parseAccept(header: string): readonly MediaRange[] {
  const ranges = header.split(',').flatMap(mediaRange);
  return ranges.sort((left, right) => right.quality - left.quality);
}

function mediaRange(clause: string): readonly MediaRange[] {
  const [name = '', ...rest] = clause.split(';').map((part) => part.trim());
  const [type = '', subtype = type === '*' ? '*' : undefined, ...more] = name.split('/');
  if (subtype === undefined || more.length > 0) return [];
  const parameters: Record<string, string> = {};
  for (const part of rest) {
    const equals = part.indexOf('=');
    if (equals > 0) parameters[part.slice(0, equals).trim()] = part.slice(equals + 1).trim();
  }
  const { q, ...others } = parameters;
  return [{ type, subtype, quality: q === undefined ? 1 : Number(q) || 0, parameters: others }];
}

function representation(
  range: MediaRange,
  endpoint: Endpoint,
  encoders: readonly Encoder[],
): Representation | undefined {
  const encoder = encoderFor(range, encoders);
  if (encoder === undefined) return undefined;
  const { stream, as, g, v } = range.parameters;
  if (endpoint === 'watch' && encoder.stream === undefined) return undefined;
  if (stream && (stream !== 'watch' || encoder.stream === undefined)) return undefined;
  if (as === undefined && g === undefined && v === undefined) return { encoder };
  const wanted = endpoint === 'document' ? undefined : transformation(as, g, v);
  return wanted === undefined ? undefined : { encoder, as: wanted };
}

function encoderFor({ type, subtype }: MediaRange, encoders: readonly Encoder[]): Encoder | undefined {
  if (subtype !== '*') return encoders.find(({ mediaType }) => mediaType === `${type}/${subtype}`);
  return encoders.find(({ mediaType }) => type === '*' || mediaType.startsWith(`${type}/`));
}

function transformation(
  kind: string | undefined,
  group: string | undefined,
  version: string | undefined,
): Transformation | undefined {
  if (group !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) return undefined;
  switch (kind) {
    case 'Table':
    case 'PartialObjectMetadata':
    case 'PartialObjectMetadataList':
      return { kind, version };
    default:
      return undefined;
  }
}
