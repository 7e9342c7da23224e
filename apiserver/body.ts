import {
  badRequest,
  decodeBySchema,
  fieldInvalid,
  invalid,
  JsonSyntaxError,
  type KubeObject,
  parseJson,
  parseYaml,
  requestEntityTooLarge,
  strictDecodingError,
  strictDecodingErrors,
  unsupportedMediaType,
  YamlSyntaxError,
} from '../apimachinery/index.ts';
import { checkTypes, declaredTypes, NoObjectError } from './declared-type.ts';
import { decodeProtobuf, ProtobufError, protobufMediaType } from './protobuf/index.ts';
import type { RequestContext } from './request-context.ts';
import type { ServedKind } from './served-kind.ts';

/** Mirrors kubernetes apiserver pkg/server (DefaultMaxRequestBodyBytes, 3 MiB). */
const bodyBytesMax = 3 * 1024 * 1024;

const acceptedTypes = ['application/json', 'application/yaml', protobufMediaType];

interface Parsed<Value = unknown> {
  readonly value: Value;
  readonly duplicates: readonly string[];
}

/** The object a create or update carries: decoded, of the right kind, without unknown fields. */
export function decodeObject(context: RequestContext, kind: ServedKind = context.kind): KubeObject {
  const { request } = context;
  if (request.body === undefined) throw badRequest('the body of the request is missing');
  if (!(request.body instanceof Uint8Array))
    return knownFields(context, request.body as KubeObject, [], kind);
  const { value, duplicates } = parseBody(
    request.body,
    contentType(context),
    context.request.query.fieldValidation !== 'Ignore',
    { apiVersion: kind.apiVersion, kind: kind.resource.kind },
  );
  checkTypes(value, kind);
  return knownFields(context, value, duplicates, kind);
}

/** Any body that is no patch, for what is not of the resource's own kind (DeleteOptions, Scale). */
export function decodeBody(context: RequestContext): unknown {
  const { body } = context.request;
  if (!(body instanceof Uint8Array)) return body;
  return body.length === 0 ? undefined : parseBody(body, contentType(context), false).value;
}

/** The patch a PATCH carries; always JSON, whatever its content type. */
export function decodePatch(context: RequestContext): Parsed {
  const { body, query } = context.request;
  if (!(body instanceof Uint8Array)) return { value: body, duplicates: [] };
  if (body.length > bodyBytesMax) throw requestEntityTooLarge(`limit is ${bodyBytesMax}`);
  try {
    return parseJson(body, { duplicates: query.fieldValidation !== 'Ignore' });
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw badRequest(`error decoding patch: ${placed(error)}`);
    throw error;
  }
}

/** Drops nulls and what the schema does not know; says so of the latter as fieldValidation asks. */
export function knownFields(
  context: RequestContext,
  object: KubeObject,
  duplicates: readonly string[],
  kind: ServedKind,
): KubeObject {
  const { value, unknown } = decodeBySchema(kind.schema, object);
  if (unknown.length + duplicates.length > 0) reportUnknown(context, object, [unknown, duplicates], kind);
  return value as KubeObject;
}

function reportUnknown(
  context: RequestContext,
  object: KubeObject,
  [unknown, duplicates]: readonly [readonly string[], readonly string[]],
  kind: ServedKind,
): void {
  const validation = context.request.query.fieldValidation ?? 'Warn';
  if (validation === 'Ignore') return;
  if (validation === 'Warn') {
    context.warnings.push(...strictDecodingErrors(unknown, duplicates));
    return;
  }
  const { kind: name, version } = kind.resource;
  const detail = strictDecodingError(unknown, duplicates);
  if (context.info.verb === 'patch') {
    throw invalid({ group: '', kind: '' }, '', [fieldInvalid('patch', JSON.stringify(object), detail ?? '')]);
  }
  throw badRequest(`${name} in version ${JSON.stringify(version)} cannot be handled as a ${name}: ${detail}`);
}

function contentType(context: RequestContext): string {
  const header = context.request.headers['content-type'] ?? 'application/json';
  return header.split(';', 1)[0]?.trim().toLowerCase() || 'application/json';
}

function parseBody(
  body: Uint8Array,
  type: string,
  findDuplicates: boolean,
  expected?: { readonly apiVersion: string; readonly kind: string },
): Parsed<KubeObject> {
  if (body.length > bodyBytesMax) throw requestEntityTooLarge(`limit is ${bodyBytesMax}`);
  try {
    if (type === 'application/json') return declared(parseJson(body, { duplicates: findDuplicates }));
    if (type === 'application/yaml') {
      const [document] = parseYaml(Buffer.from(body).toString('utf8'));
      return declared({ value: document?.value, duplicates: document?.duplicates ?? [] });
    }
    if (type === protobufMediaType) {
      return { value: decodeProtobuf(body, expected).object as KubeObject, duplicates: [] };
    }
  } catch (error) {
    if (
      error instanceof NoObjectError ||
      error instanceof JsonSyntaxError ||
      error instanceof YamlSyntaxError ||
      error instanceof ProtobufError
    ) {
      throw badRequest(unrecognized(error, body, expected?.kind));
    }
    throw error;
  }
  throw unsupportedMediaType(acceptedTypes);
}

function declared({ value, duplicates }: Parsed): Parsed<KubeObject> {
  return { value: declaredTypes(value), duplicates };
}

function errorText(error: Error): string {
  if (!(error instanceof JsonSyntaxError)) return error.message;
  return `couldn't get version/kind; json parse error: ${placed(error)}`;
}

/** With the line and column, which Kubernetes does not tell. Nothing at all has none. */
function placed(error: JsonSyntaxError): string {
  return error.offset === 0 ? error.reason : error.message;
}

/** What a body that cannot be read at all is refused with. */
function unrecognized(error: Error, body: Uint8Array, kind: string | undefined): string {
  const says = errorText(error);
  if (kind === undefined) return says;
  return `the object provided is unrecognized (must be of type ${kind}): ${says} (${summary(body)})`;
}

/** As much of a body as a message shows. Mirrors kubernetes apiserver pkg/endpoints/handlers (summarizeData). */
function summary(body: Uint8Array): string {
  if (body.length === 0) return '<empty>';
  const start = Buffer.from(body.subarray(0, 30));
  const text = start.toString(body[0] === 0x7b ? 'utf8' : 'hex');
  return body.length > 30 ? `${text} ...` : text;
}
