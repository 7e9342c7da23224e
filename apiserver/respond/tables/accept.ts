import { failure, notAcceptable, type StatusError } from '../../../apimachinery/index.ts';

/** What the answer to a request looks like, by its Accept header. */
export interface Representation {
  readonly encoding: 'json' | 'yaml';
  /** Indented, for people. */
  readonly pretty: boolean;
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

const JSON_AS_IS: Representation = { encoding: 'json', pretty: false };
const OBJECT_TYPES = ['application/json', 'application/yaml'];
/** YAML cannot be streamed, in Kubernetes neither. */
const STREAM_TYPES = ['application/json;stream=watch'];

/**
 * Picks the first representation the header asks for that is served: JSON or YAML, as it is or as a Table or metadata.
 * Protobuf and CBOR are passed over. Throws a 406 StatusError that lists what is served when nothing fits.
 * Mirrors k8s.io/apiserver pkg/endpoints/handlers/negotiation. Differs: there protobuf is served.
 */
export function negotiate(accept: string | undefined, endpoint: Endpoint): Representation {
  if (accept === undefined || accept === '' || accept === 'application/json' || accept === '*/*') {
    return JSON_AS_IS;
  }
  const clauses = parseAccept(accept);
  for (const clause of clauses) {
    const found = representation(clause, endpoint);
    if (found !== undefined) return found;
  }
  // Kubernetes' router refuses what no route produces before anybody looks at the parameters.
  if (!clauses.some((clause) => encodingOf(clause) !== undefined)) throw noRepresentation();
  throw notAcceptable(endpoint === 'watch' ? STREAM_TYPES : OBJECT_TYPES);
}

function noRepresentation(): StatusError {
  const says = `406: Not Acceptable\n\nAvailable representations: ${OBJECT_TYPES.join(', ')}`;
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

function representation(range: MediaRange, endpoint: Endpoint): Representation | undefined {
  const encoding = encodingOf(range);
  if (encoding === undefined) return undefined;
  const { stream, as, g, v, pretty } = range.parameters;
  if (endpoint === 'watch' && encoding === 'yaml') return undefined;
  if (stream && (stream !== 'watch' || encoding === 'yaml')) return undefined;
  if (as === undefined && g === undefined && v === undefined) return { encoding, pretty: pretty === '1' };
  const wanted = endpoint === 'document' ? undefined : transformation(as, g, v);
  return wanted === undefined ? undefined : { encoding, pretty: pretty === '1', as: wanted };
}

function encodingOf({ type, subtype }: MediaRange): 'json' | 'yaml' | undefined {
  if (type === '*' && subtype === '*') return 'json';
  if (type !== 'application') return undefined;
  if (subtype === '*' || subtype === 'json') return 'json';
  return subtype === 'yaml' ? 'yaml' : undefined;
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
