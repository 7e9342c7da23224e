import {
  badRequest,
  decodeBySchema,
  fieldInvalid,
  goJson,
  invalid,
  type KubeObject,
  type Schema,
  strictDecodingError,
  strictDecodingErrors,
  typeErrors,
} from '../../apimachinery/index.ts';
import { type BodyType, bodyType } from './body-type.ts';
import { checkTypes } from './declared-type.ts';
import { type Parsed, parseApplied, parseBody, parsePatch } from './parse-body.ts';
import type { RequestContext } from './request-context.ts';

/** The object a create or update carries: decoded, of the right kind, without unknown fields. */
export function decodeObject(context: RequestContext, type: BodyType = context.kind): KubeObject {
  const { request } = context;
  if (request.body === undefined) throw badRequest('the body of the request is missing');
  if (!(request.body instanceof Uint8Array)) return knownFields(context, request.body as KubeObject, type);
  const { apiVersion, schema, resource } = type;
  const { value, duplicates } = parseBody(request.body, request.headers['content-type'], {
    schema,
    findDuplicates: findsDuplicates(context),
    object: { apiVersion, kind: resource.kind },
    saysKind: 'schema' in resource,
  });
  checkTypes(value, type);
  return knownFields(context, value, type, { duplicates });
}

/** Any body that is no patch, for what is not of the resource's own kind; what that does not know is dropped. */
export function decodeBody(
  { request: { body, headers } }: RequestContext,
  resource: BodyType['resource'],
): object | undefined {
  const { schema } = bodyType(resource);
  const { group, kind } = resource;
  let given = body;
  if (body instanceof Uint8Array) {
    if (body.length === 0) return undefined;
    given = parseBody(body, headers['content-type'], { schema, findDuplicates: false }).value;
  }
  if (given === undefined) return undefined;
  const { value, misfits } = decodeBySchema(schema, given);
  if (misfits)
    throwIfMisfit({ group: kind.endsWith('Options') ? 'meta.k8s.io' : group, kind }, schema, value);
  return value as object;
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

/** What is wrong with a body besides what its schema says. */
interface StrictErrors {
  readonly duplicates?: readonly string[];
  /** What a JSON patch has that is no part of a patch. */
  readonly ofPatch?: readonly string[];
}

/**
 * Drops nulls and what the schema does not know; says so of the latter, and of `found`, as fieldValidation asks. Throws
 * Invalid for values of wrong types, so that all that comes after (defaults, admission, strategies) can count on types.
 */
export function knownFields(
  context: RequestContext,
  object: KubeObject,
  type: BodyType,
  { duplicates = [], ofPatch = [] }: StrictErrors = {},
): KubeObject {
  const { value, unknown, misfits } = decodeBySchema(type.schema, object);
  if (misfits) throwIfMisfit(type.resource, type.schema, value);
  if (unknown.length + duplicates.length + ofPatch.length > 0) {
    const errors = [...ofPatch, ...strictDecodingErrors(unknown, duplicates)];
    reportStrictErrors(context, object, errors, type);
  }
  return keepingReset(object, value as KubeObject);
}

/** An empty list of managedFields says something, where other empty lists are as good as none: forget all owners. */
function keepingReset({ metadata }: KubeObject, decoded: KubeObject): KubeObject {
  const { managedFields } = metadata ?? {};
  if (!Array.isArray(managedFields) || managedFields.length > 0) return decoded;
  return { ...decoded, metadata: { ...decoded.metadata, managedFields } };
}

function throwIfMisfit(
  kind: { readonly group: string; readonly kind: string },
  schema: Schema,
  value: unknown,
): void {
  const errors = typeErrors(schema, value);
  if (errors.length === 0) return;
  const name = (value as Partial<KubeObject>).metadata?.name;
  throw invalid(kind, typeof name === 'string' ? name : '', errors);
}

function reportStrictErrors(
  context: RequestContext,
  object: KubeObject,
  errors: readonly string[],
  type: BodyType,
): void {
  const validation = context.request.query.fieldValidation ?? 'Warn';
  if (validation === 'Ignore') return;
  if (validation === 'Warn') {
    context.warnings.push(...errors);
    return;
  }
  const { kind: name, version } = type.resource;
  const detail = strictDecodingError(errors);
  if (context.info.verb === 'patch') {
    const text = 'schema' in type.resource ? goJson(object) : JSON.stringify(object);
    throw invalid({ group: '', kind: '' }, '', [fieldInvalid('patch', text, detail)]);
  }
  throw badRequest(`${name} in version ${JSON.stringify(version)} cannot be handled as a ${name}: ${detail}`);
}
