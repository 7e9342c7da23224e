import { schemaFor } from '../../api/index.ts';
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  badRequest,
  failure,
  fieldInvalid,
  invalid,
  type KubeObject,
  PatchError,
  patchErrorStatus,
  type Schema,
  unsupportedMediaType,
} from '../../apimachinery/index.ts';
import { decodePatch, knownFields } from '../request/body.ts';
import { conversionError, hasTypes } from '../request/declared-type.ts';
import type { RequestContext } from '../request/request-context.ts';
import { checkWriteOptions } from '../request/request-options.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { type Change, replace } from './replace.ts';

const patchTypes = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
} as const;

/** Mirrors kubernetes apiserver pkg/endpoints/handlers/patch.go. The patch is applied again when the object has moved. */
export function patch(context: RequestContext): Promise<StoredObject> {
  return replace(context, context.info.name, patchChange(context));
}

/** What the request's patch makes of an object of the resource. */
function patchChange(context: RequestContext): Change {
  const { type, change, duplicates } = decodedPatch(context, context.kind.schema);
  return (current) => {
    const patched = change(current);
    if (patched === current) return current;
    // A strategic patch is applied to the kind's own type, which has no room for another.
    if (type !== 'strategic') checkPatchedTypes(context, patched);
    checkIdentity(context, patched);
    return knownFields(context, patched, duplicates, context.kind);
  };
}

/** A patch cannot make an object another kind. */
function checkPatchedTypes({ kind }: RequestContext, patched: KubeObject): void {
  if (hasTypes(patched, kind)) return;
  const error = fieldInvalid('patch', JSON.stringify(patched), conversionError(patched, kind));
  throw invalid({ group: '', kind: '' }, '', [error]);
}

/** Nor make it nameless. */
function checkIdentity({ info }: RequestContext, patched: KubeObject): void {
  if ((patched.metadata?.name ?? '') !== '') return;
  throw badRequest(
    `the name of the object (${info.name} based on URL) was undeterminable: name must be provided`,
  );
}

/** What the request's patch makes of a Scale. */
export function patchedScale(context: RequestContext): Change {
  return decodedPatch(context, schemaFor('autoscaling', 'v1', 'Scale') ?? {}).change;
}

function decodedPatch(context: RequestContext, schema: Schema) {
  const header = context.request.headers['content-type'] ?? '';
  const type = patchTypes[header.split(';', 1)[0]?.trim() as keyof typeof patchTypes];
  // The words are those of Kubernetes' router, which knows what each route takes.
  if (type === undefined) throw failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  // Strategic merge needs the merge keys that only built-in kinds have.
  if (type === 'strategic' && context.kind.resource.schema !== undefined) {
    throw unsupportedMediaType(['application/json-patch+json', 'application/merge-patch+json']);
  }
  checkWriteOptions(context.request.query, 'PatchOptions');
  const { value, duplicates } = decodePatch(context);
  if (type !== 'json' && (typeof value !== 'object' || value === null || Array.isArray(value))) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type map[string]interface {}`,
    );
  }
  const change: Change = (current) => apply(type, current, value, schema);
  return { type, change, duplicates };
}

function apply(
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
