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

/** What is asked for. */
export interface Endpoint {
  /** Of a resource: what is done with it. Absent: a document that is nothing but itself, or a Status. */
  readonly verb?: string;
  /** Whether its kind is not built in: only encoders that `writesAnything` can write its objects. */
  readonly isCustom?: boolean;
  /** Whether a router looks at the header before, which refuses in words of its own. */
  readonly isRouted?: boolean;
}

/** What whoever asks for nothing else is given. */
export const asItIs: Representation = { encoder: jsonEncoder };

/**
 * Picks the first representation the header asks for that is served: in one of the encodings, as it is or as a Table or
 * metadata. What is not served is passed over. Throws a 406 StatusError that lists what is served when nothing fits.
 * Mirrors k8s.io/apiserver pkg/endpoints/handlers/negotiation.
 */
export function negotiate(
  accept: string | undefined,
  endpoint: Endpoint,
  encoders: readonly Encoder[] = served,
): Representation {
  if (accept === undefined || accept === '' || accept === jsonEncoder.mediaType || accept === '*/*') {
    return asItIs;
  }
  const clauses = parseAccept(accept);
  for (const clause of clauses) {
    const found = representation(clause, endpoint, encoders);
    if (found === undefined) continue;
    if (endpoint.verb !== 'watch' || found.encoder.stream !== undefined) return found;
    throw notAcceptable(streamTypes(encoders));
  }
  const isKnown = clauses.some((clause) => encodersOf(clause, encoders).length > 0);
  if (!isKnown && endpoint.isRouted) throw noRepresentation(endpoint, encoders);
  throw notAcceptable(mediaTypes(encoders));
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

/** Kubernetes' router refuses what no route produces before anybody looks at the parameters. */
function noRepresentation({ verb }: Endpoint, encoders: readonly Encoder[]): StatusError {
  const hasStreams = verb === 'list' || verb === 'watch';
  const types = [...mediaTypes(encoders), ...(hasStreams ? streamTypes(encoders) : [])];
  const says = `406: Not Acceptable\n\nAvailable representations: ${types.join(', ')}`;
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
  { verb, isCustom = false }: Endpoint,
  encoders: readonly Encoder[],
): Representation | undefined {
  const { stream, as, g, v } = range.parameters;
  const isWhole = as === undefined && g === undefined && v === undefined;
  const wanted = isWhole || verb === undefined ? undefined : transformation(as, g, v);
  if (!isWhole && wanted === undefined) return undefined;
  const needsAny = isWhole ? isCustom : wanted?.kind === 'Table';
  const encoder = encodersOf(range, encoders).find(
    (one) =>
      (one.writesAnything || !needsAny) && (!stream || (stream === 'watch' && one.stream !== undefined)),
  );
  if (encoder === undefined) return undefined;
  return wanted === undefined ? { encoder } : { encoder, as: wanted };
}

/** Those that a clause names, in the order in which they are preferred. */
export function encodersOf(
  { type, subtype }: MediaRange,
  encoders: readonly Encoder[] = served,
): readonly Encoder[] {
  if (subtype !== '*') return encoders.filter(({ mediaType }) => mediaType === `${type}/${subtype}`);
  return encoders.filter(({ mediaType }) => type === '*' || mediaType.startsWith(`${type}/`));
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
