import { isCustom } from '../../api/index.ts';
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  badRequest,
  failure,
  fieldInvalid,
  goConvertError,
  goDecodeError,
  goJson,
  goPrint,
  invalid,
  jsonPatchUnknownFields,
  type KubeObject,
  PatchError,
  patchErrorStatus,
  type Schema,
  type StatusError,
  strictDecodingErrors,
  unsupportedMediaType,
} from '../../apimachinery/index.ts';
import { checkNamed } from '../pipeline/object-rules.ts';
import type { UpdateStrategy } from '../pipeline/update-strategy.ts';
import { decodePatch, knownFields } from '../request/body.ts';
import type { BodyType } from '../request/body-type.ts';
import { typeProblem } from '../request/declared-type.ts';
import type { RequestContext } from '../request/request-context.ts';
import { checkWriteOptions } from '../request/request-options.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { apply, isApply } from './apply.ts';
import { changedText, mergedText } from './patched-text.ts';
import { type Change, replace } from './replace.ts';

const patchTypes = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
} as const;

/** What may patch an object of a kind that a definition defines, as Kubernetes lists it. */
const customPatchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/apply-patch+yaml',
];

/** Mirrors kubernetes apiserver pkg/endpoints/handlers/patch.go. The patch is applied again when the object has moved. */
export async function patch(context: RequestContext, strategy: UpdateStrategy): Promise<StoredObject> {
  if (isApply(context)) return apply(context, strategy);
  return replace(context, patchChange(context, strategy.view?.type() ?? context.kind), strategy);
}

/** What the request's patch makes of an object of the type. */
function patchChange(context: RequestContext, kind: BodyType): Change {
  const { type, change, value, duplicates, ofPatch } = decodedPatch(context, kind.schema);
  const isStrategic = type === 'strategic';
  let live: KubeObject | undefined;
  const shown = (patched: KubeObject): string => {
    if (isStrategic) return goPrint(value);
    if ('schema' in kind.resource) return goJson(patched);
    return type === 'merge'
      ? mergedText(kind.schema, patched, live, value)
      : changedText(kind.schema, patched, live);
  };
  const refusal = (patched: KubeObject, says: string) => unfit(shown(patched), says);
  const misfit = isStrategic
    ? (schema: Schema, patched: unknown) => goConvertError(schema, patched)
    : goDecodeError;
  return (current) => {
    live = current;
    const object = change(current);
    if (object === current && duplicates.length + ofPatch.length === 0) return current;
    // A strategic patch is applied to the kind's own type, which has no room for another; nor can others make one.
    const problem = isStrategic ? undefined : typeProblem(object, kind);
    if (problem !== undefined) throw refusal(object, problem);
    // What a patch has touched is a map to Go, whose members are sorted.
    const isSorted = type !== 'json';
    const known = knownFields(context, object, kind, { duplicates, ofPatch, misfit, refusal, isSorted });
    checkNamed(context, known);
    return known;
  };
}

/** What was made with a patch cannot be an object of the kind. */
function unfit(shown: string, says: string): StatusError {
  return invalid({ group: '', kind: '' }, '', [fieldInvalid('patch', shown, says)]);
}

function decodedPatch(context: RequestContext, schema: Schema) {
  const header = context.request.headers['content-type'] ?? '';
  const type = patchTypes[header.split(';', 1)[0]?.trim() as keyof typeof patchTypes];
  // Strategic merge needs the merge keys that only built-in kinds have.
  if (isCustom(context.kind.resource) && (type === undefined || type === 'strategic')) {
    throw unsupportedMediaType(customPatchTypes);
  }
  // The words are those of Kubernetes' router, which knows what each route of a built-in kind takes.
  if (type === undefined) throw failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  checkWriteOptions(context.request.query, 'PatchOptions');
  const { value, duplicates } = decodePatch(context);
  if (type !== 'json' && (typeof value !== 'object' || value === null || Array.isArray(value))) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type map[string]interface {}`,
    );
  }
  const change: Change = (current) => patched(type, current, value, schema);
  if (type !== 'json') return { type, change, value, duplicates, ofPatch: [] };
  return { type, change, value, duplicates: [], ofPatch: operationErrors(value, duplicates) };
}

/** Mirrors what Kubernetes' strict decoder says of a list of operations. */
function operationErrors(patch: unknown, duplicates: readonly string[]): readonly string[] {
  const errors = strictDecodingErrors([], duplicates).map((text) => `json patch ${text}`);
  return [...errors, ...jsonPatchUnknownFields(patch)];
}

function patched(
  type: 'json' | 'merge' | 'strategic',
  current: KubeObject,
  value: unknown,
  schema: Schema,
): KubeObject {
  try {
    if (type === 'json') return applyJsonPatch(current, value) as KubeObject;
    if (type === 'merge') return applyMergePatch(current, value) as KubeObject;
    return applyStrategicMergePatch(current, value, schema) as KubeObject;
  } catch (error) {
    throw error instanceof PatchError ? patchErrorStatus(error) : error;
  }
}
