import {
  badRequest,
  decodeBySchema,
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
import { decodeProtobuf, ProtobufError, protobufMediaType } from './protobuf/index.ts';
import type { RequestContext } from './request-context.ts';
import type { ServedKind } from './served-kind.ts';

/** Mirrors kubernetes apiserver pkg/server (DefaultMaxRequestBodyBytes, 3 MiB). */
const bodyBytesMax = 3 * 1024 * 1024;

const acceptedTypes = ['application/json', 'application/yaml', protobufMediaType];

interface Parsed {
  readonly value: unknown;
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
  return knownFields(context, checkKind(value, kind), duplicates, kind);
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
  return parseBody(body, 'application/json', query.fieldValidation !== 'Ignore');
}

/** Drops nulls and what the schema does not know; says so of the latter as fieldValidation asks. */
export function knownFields(
  context: RequestContext,
  object: KubeObject,
  duplicates: readonly string[],
  kind: ServedKind,
): KubeObject {
  const { value, unknown } = decodeBySchema(kind.schema, object);
  if (unknown.length + duplicates.length > 0) reportUnknown(context, unknown, duplicates, kind);
  return value as KubeObject;
}

function reportUnknown(
  context: RequestContext,
  unknown: readonly string[],
  duplicates: readonly string[],
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
): Parsed {
  if (body.length > bodyBytesMax) throw requestEntityTooLarge(`limit is ${bodyBytesMax}`);
  try {
    if (type === 'application/json') return parseJson(body, { duplicates: findDuplicates });
    if (type === 'application/yaml') {
      const [document] = parseYaml(Buffer.from(body).toString('utf8'));
      return { value: document?.value, duplicates: document?.duplicates ?? [] };
    }
    if (type === protobufMediaType) {
      return { value: decodeProtobuf(body, expected).object, duplicates: [] };
    }
  } catch (error) {
    if (
      error instanceof JsonSyntaxError ||
      error instanceof YamlSyntaxError ||
      error instanceof ProtobufError
    ) {
      throw badRequest(error.message);
    }
    throw error;
  }
  throw unsupportedMediaType(acceptedTypes);
}

function checkKind(value: unknown, kind: ServedKind): KubeObject {
  const wanted = kind.resource.kind;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest(
      `${wanted} in version "${kind.resource.version}" cannot be handled as a ${wanted}: the body is not a JSON object`,
    );
  }
  const object = value as KubeObject;
  if (object.apiVersion !== undefined && object.apiVersion !== kind.apiVersion) {
    throw badRequest(
      `the API version in the data (${object.apiVersion}) does not match the expected API version (${kind.apiVersion})`,
    );
  }
  if (object.kind !== undefined && object.kind !== wanted) {
    throw badRequest(`the kind in the data (${object.kind}) does not match the expected kind (${wanted})`);
  }
  return object;
}
