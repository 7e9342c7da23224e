import {
  badRequest,
  type GoDecoding,
  goJson,
  goKind,
  goQuote,
  isObject,
  JsonNumberError,
  JsonSyntaxError,
  type KubeObject,
  parseJson,
  parseYaml,
  requestEntityTooLarge,
  type Schema,
  unsupportedMediaType,
  YamlSyntaxError,
} from '../../apimachinery/index.ts';
import { decodeProtobuf, ProtobufError, protobufMediaType } from '../protobuf/index.ts';
import { declaredTypes, NoObjectError } from './declared-type.ts';

/** Mirrors kubernetes apiserver pkg/server (DefaultMaxRequestBodyBytes, 3 MiB). */
export const bodyBytesMax = 3 * 1024 * 1024;

export const acceptedTypes = ['application/json', 'application/yaml', protobufMediaType];

/** What bytes say, and which members they give more than once. */
export interface Parsed<Value = unknown> extends GoDecoding {
  readonly value: Value;
  readonly duplicates: readonly string[];
}

/** What a body should be. */
export interface ExpectedBody {
  readonly schema: Schema;
  readonly findDuplicates: boolean;
  /** What it is taken for where it does not say, and what messages call it; absent for options. */
  readonly object?: { readonly apiVersion: string; readonly kind: string };
  /** It must say of which kind it is. */
  readonly saysKind?: boolean;
}

/** Reads an object from the bytes of a body. Throws 413, 415 and BadRequest in Kubernetes' words. */
export function parseBody(
  body: Uint8Array,
  contentTypeHeader: string | undefined,
  expected: ExpectedBody,
): Parsed<KubeObject> {
  checkSize(body);
  try {
    const parsed = parseAs(mediaType(contentTypeHeader), body, expected);
    if (expected.saysKind === true && !parsed.value.kind) throw noKind(parsed.value, body);
    return parsed;
  } catch (error) {
    throw isUnreadable(error) ? badRequest(refusal(error, body, expected.object)) : error;
  }
}

/** Reads a patch from the bytes of a body: JSON, whatever the content type says. Throws 413 and BadRequest. */
export function parsePatch(body: Uint8Array, findDuplicates: boolean): Parsed {
  checkSize(body);
  try {
    return parseJson(body, { duplicates: findDuplicates });
  } catch (error) {
    throw isUnreadable(error) ? badRequest(`error decoding patch: ${reasonOf(error)}`) : error;
  }
}

/** Mirrors k8s.io/apimachinery pkg/runtime (NewMissingKindErrWithBody); what came as YAML is shown as JSON. */
function noKind(value: object, body: Uint8Array): NoObjectError {
  const text = Buffer.from(body).toString().trimStart();
  return new NoObjectError(`Object 'Kind' is missing in '${text.startsWith('{') ? text : goJson(value)}'`);
}

/**
 * Reads what is to be applied from the bytes of a body: YAML of a map, where nothing is an empty one. Members that are
 * given again are told as sentences. Throws 413 and BadRequest.
 */
export function parseApplied(body: Uint8Array): Parsed<KubeObject> {
  checkSize(body);
  try {
    const [document] = parseYaml(body, { firstOnly: true });
    const duplicates = (document?.repeats ?? []).map(
      ({ key, line }) => `line ${line}: key ${goQuote(key)} already set in map`,
    );
    return { value: asMap(document?.value ?? {}), duplicates };
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error;
    throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`);
  }
}

function asMap(value: unknown): KubeObject {
  if (isObject(value)) return value;
  const says = `json: cannot unmarshal ${goKind(value)} into Go value of type map[string]interface {}`;
  throw badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${says}`);
}

function checkSize(body: Uint8Array): void {
  if (body.length > bodyBytesMax) throw requestEntityTooLarge(`limit is ${bodyBytesMax}`);
}

function mediaType(header = 'application/json'): string {
  return header.split(';', 1)[0]?.trim().toLowerCase() || 'application/json';
}

function parseAs(type: string, body: Uint8Array, expected: ExpectedBody): Parsed<KubeObject> {
  if (type === 'application/json') {
    const { schema, findDuplicates } = expected;
    const { badNumber, ...parsed } = parseJson(body, { duplicates: findDuplicates, schema });
    return declared({ ...parsed, oddNumber: badNumber });
  }
  if (type === 'application/yaml') {
    const [document] = parseYaml(body, { firstOnly: true });
    // On its way YAML becomes JSON whose members are sorted.
    return declared({ value: document?.value, duplicates: document?.duplicates ?? [], isSorted: true });
  }
  if (type === protobufMediaType) {
    return { value: decodeProtobuf(body, expected.object).object, duplicates: [] };
  }
  throw unsupportedMediaType(acceptedTypes);
}

function declared(parsed: Parsed): Parsed<KubeObject> {
  return { ...parsed, value: declaredTypes(parsed.value) };
}

function isUnreadable(error: unknown): error is Error {
  return [NoObjectError, JsonSyntaxError, JsonNumberError, YamlSyntaxError, ProtobufError].some(
    (known) => error instanceof known,
  );
}

/** What a body that cannot be read is refused with. */
function refusal(error: Error, body: Uint8Array, expected: ExpectedBody['object']): string {
  const says =
    error instanceof JsonSyntaxError
      ? `couldn't get version/kind; json parse error: ${error.reason}`
      : error.message;
  if (expected === undefined) return says;
  const { apiVersion, kind } = expected;
  if (error instanceof JsonNumberError) {
    const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
    return `${kind} in version "${version}" cannot be handled as a ${kind}: ${says}`;
  }
  return `the object provided is unrecognized (must be of type ${kind}): ${says} (${summary(body)})`;
}

/** Kubernetes does not tell the line and column. */
function reasonOf(error: Error): string {
  return error instanceof JsonSyntaxError ? error.reason : error.message;
}

/** As much of a body as a message shows. Mirrors kubernetes apiserver pkg/endpoints/handlers (summarizeData). */
function summary(body: Uint8Array): string {
  if (body.length === 0) return '<empty>';
  const start = Buffer.from(body.subarray(0, 30));
  const text = start.toString(body[0] === 0x7b ? 'utf8' : 'hex');
  return body.length > 30 ? `${text} ...` : text;
}
