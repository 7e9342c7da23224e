import { isCustom } from '../../api/index.ts';
import {
  badRequest,
  compareStrings,
  decodeBySchema,
  type GoDecoding,
  goDecodeError,
  type KubeObject,
  makeKey,
  type StatusError,
  strictDecodingError,
  strictDecodingErrors,
} from '../../apimachinery/index.ts';
import { type BodyType, bodyType } from './body-type.ts';
import { readMetadata } from './custom-metadata.ts';
import { checkTypes } from './declared-type.ts';
import { type Parsed, parseApplied, parseBody, parsePatch } from './parse-body.ts';
import type { RequestContext } from './request-context.ts';

/** The object a create or update carries: decoded, of the right kind, without unknown fields. */
export function decodeObject(context: RequestContext, type: BodyType = context.kind): KubeObject {
  const { request } = context;
  if (request.body === undefined) throw badRequest('the body of the request is missing');
  if (!(request.body instanceof Uint8Array)) {
    return knownFields(context, request.body as KubeObject, type, { decoded: storedAs(context, type) });
  }
  const { apiVersion, schema, resource } = type;
  const parsed = parseBody(request.body, request.headers['content-type'], {
    schema,
    findDuplicates: findsDuplicates(context),
    object: { apiVersion, kind: resource.kind },
    saysKind: 'schema' in resource,
  });
  checkTypes(parsed.value, type);
  return knownFields(context, parsed.value, type, parsed);
}

/**
 * The object that a body of this process was made from, most likely: what is the very same in both has been decoded.
 * Undefined for a kind whose schema may have changed since, or that is stored in another version.
 */
function storedAs({ kind, info }: RequestContext, type: BodyType): KubeObject | undefined {
  if (info.name === '' || type !== kind || kind.conversion !== undefined || isCustom(kind.resource)) {
    return undefined;
  }
  return kind.storage.cache.get(makeKey(info.namespace, info.name))?.object;
}

/** Any body that is no patch, for what is not of the resource's own kind; what that does not know is dropped. */
export function decodeBody(
  { request: { body, headers } }: RequestContext,
  resource: BodyType['resource'],
): object | undefined {
  const type = bodyType(resource);
  let parsed: Parsed = { value: body, duplicates: [] };
  if (body instanceof Uint8Array) {
    if (body.length === 0) return undefined;
    parsed = parseBody(body, headers['content-type'], { schema: type.schema, findDuplicates: false });
  }
  if (parsed.value === undefined) return undefined;
  const { value, misfits } = decodeBySchema(type.schema, parsed.value);
  if (!misfits && parsed.oddNumber === undefined) return value as object;
  const says = goDecodeError(type.schema, value, parsed);
  if (says === undefined) return value as object;
  throw resource.kind.endsWith('Options') ? badRequest(says) : undecodable(type, says);
}

/** The patch a PATCH carries; always JSON, whatever its content type. */
export function decodePatch(context: RequestContext): Parsed {
  const { body } = context.request;
  if (!(body instanceof Uint8Array)) return { value: body, duplicates: [] };
  return parsePatch(body, findsDuplicates(context));
}

/** What a PATCH applies. */
export function decodeApplied({ request: { body } }: RequestContext): Parsed<KubeObject> {
  if (body instanceof Uint8Array) return parseApplied(body);
  return { value: (body ?? {}) as KubeObject, duplicates: [] };
}

function findsDuplicates({ request }: RequestContext): boolean {
  return request.query.fieldValidation !== 'Ignore';
}

/** What is known of a body besides its value, and what is said of what is wrong with it. */
export interface Reading extends GoDecoding {
  /** An object of the type that was decoded before, of which a body may have parts. */
  readonly decoded?: KubeObject | undefined;
  readonly duplicates?: readonly string[];
  /** What a JSON patch has that is no part of a patch. */
  readonly ofPatch?: readonly string[];
  /** Why a value cannot be of a type; as Go decodes JSON, if it is not said. */
  readonly misfit?: typeof goDecodeError;
  /** What it is refused with; as a create or an update is, if it is not said. */
  readonly refusal?: (object: KubeObject, says: string) => StatusError;
}

/**
 * The object as Go reads it: without nulls, zero values and what its type does not know; says so of the latter, and of
 * duplicates, as fieldValidation asks. Throws for values of wrong types, so that all that comes after (defaults,
 * admission, strategies) can count on types.
 */
export function knownFields(
  context: RequestContext,
  object: KubeObject,
  type: BodyType,
  reading: Reading = {},
): KubeObject {
  const { misfit = goDecodeError, oddNumber, duplicates = [], ofPatch = [] } = reading;
  const { refusal = (_, says) => undecodable(type, says) } = reading;
  const read = 'schema' in type.resource ? readMetadata(object) : { object, unknown: [], problem: undefined };
  if (read.problem !== undefined) throw refusal(object, read.problem);
  const { value, unknown, misfits, empties } = decodeBySchema(type.schema, read.object, reading.decoded);
  context.empties = empties;
  const says = misfits || oddNumber !== undefined ? misfit(type.schema, object, reading) : undefined;
  if (says !== undefined) throw refusal(object, says);
  if (read.unknown.length + unknown.length + duplicates.length + ofPatch.length > 0) {
    const ofObject = reading.isSorted === true ? [...unknown].sort(compareFieldPaths) : unknown;
    const errors = [...ofPatch, ...strictDecodingErrors([...read.unknown, ...ofObject], duplicates)];
    reportStrictErrors(context, errors, (detail) => refusal(object, detail));
  }
  return keepingReset(object, value as KubeObject);
}

/** `spec.a[2].b` before `spec.a[10].a`. */
function compareFieldPaths(one: string, other: string): number {
  const [left, right] = [one, other].map((path) => path.split(/[.[\]]+/));
  for (const [at, step] of (left ?? []).entries()) {
    const against = right?.[at] ?? '';
    if (step === against) continue;
    const difference = Number(step) - Number(against);
    return Number.isNaN(difference) ? compareStrings(step, against) : difference;
  }
  return 0;
}

/** An empty list of managedFields says something, where other empty lists are as good as none: forget all owners. */
function keepingReset({ metadata }: KubeObject, decoded: KubeObject): KubeObject {
  const { managedFields } = metadata ?? {};
  if (!Array.isArray(managedFields) || managedFields.length > 0) return decoded;
  return { ...decoded, metadata: { ...decoded.metadata, managedFields } };
}

function undecodable({ resource: { kind, version } }: BodyType, says: string): StatusError {
  return badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${says}`);
}

function reportStrictErrors(
  context: RequestContext,
  errors: readonly string[],
  refusal: (says: string) => StatusError,
): void {
  const validation = context.request.query.fieldValidation ?? 'Warn';
  if (validation === 'Warn') context.warnings.push(...errors);
  else if (validation !== 'Ignore') throw refusal(strictDecodingError(errors));
}
