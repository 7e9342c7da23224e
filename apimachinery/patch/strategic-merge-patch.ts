import { goKind } from '../schema/go-type-names.ts';
import type { Schema } from '../schema/schema.ts';
import { isList, isObject, member, type PlainObject, sameJson } from '../values/plain-json.ts';
import { deleteFromList, patchDirective, retainKeysDirective, setOrder, targetField } from './directives.ts';
import { withoutDirectives, withoutNulls } from './fresh-value.ts';
import { mergeList } from './list-merge.ts';
import type { ListItem } from './list-order.ts';
import { ObjectDraft } from './object-draft.ts';
import { orderedList } from './ordered-list.ts';
import { PatchError } from './patch-error.ts';
import { lookupListField, lookupObjectField } from './patch-lookup.ts';
import { badDirective, badDirectiveFormat, expectedList, goType } from './strategic-errors.ts';

/**
 * Applies a strategic merge patch: like a merge patch, but lists whose schema says so are merged item by item, and
 * directives (`$patch`, `$retainKeys`, `$setElementOrder/<field>`, `$deleteFromPrimitiveList/<field>`) say what a
 * merge alone cannot. The document is not changed; what the patch leaves as it was is the same reference in the
 * result. The document is one that was decoded with this schema; fields of the patch the schema lacks are added, and
 * pruning removes them.
 * Throws PatchError with Kubernetes' texts.
 * Mirrors k8s.io/apimachinery pkg/util/strategicpatch (StrategicMergeMapPatch), order of list items included.
 * Differs: where Go takes the fields of a patch in random order, they are taken in the order they were written.
 */
export function applyStrategicMergePatch(document: object, patch: unknown, schema: Schema): object {
  if (patch === null) return document;
  if (!isObject(patch)) {
    throw new PatchError(
      400,
      `json: cannot unmarshal ${goKind(patch)} into Go value of type map[string]interface {}`,
    );
  }
  return mergeObject(document as PlainObject, patch, schema);
}

export function mergeObject(
  original: PlainObject,
  patch: PlainObject,
  schema: Schema | undefined,
): PlainObject {
  if (Object.hasOwn(patch, patchDirective)) return applyDirective(original, patch);
  const draft = new ObjectDraft(original);
  retainKeys(draft, patch);
  const done = mergeOrderedLists(draft, patch, schema);
  for (const key of Object.keys(patch)) {
    if (key === retainKeysDirective || done?.has(key)) continue;
    if (key.startsWith(deleteFromList)) {
      mergeMember(draft, targetField(key, deleteFromList), patch[key], schema, true);
    } else {
      mergeMember(draft, key, patch[key], schema, false);
    }
  }
  return draft.object;
}

/** `$patch: replace` takes the patch as it is, `$patch: delete` leaves nothing. */
function applyDirective(original: PlainObject, patch: PlainObject): PlainObject {
  const directive = patch[patchDirective];
  const next = new ObjectDraft(directive === 'delete' ? {} : patch);
  next.delete(patchDirective);
  if (directive !== 'replace' && directive !== 'delete') throw badDirective(directive, patch);
  return sameJson(original, next.object) ? original : next.object;
}

/** `$retainKeys`: everything it does not list goes. The patch may set nothing that it does not list. */
function retainKeys(draft: ObjectDraft, patch: PlainObject): void {
  if (!Object.hasOwn(patch, retainKeysDirective)) return;
  const listed = patch[retainKeysDirective];
  if (!isList(listed)) throw badDirectiveFormat('retainKeys');
  const retained = new Set(listed);
  for (const key of Object.keys(patch)) {
    if (key === retainKeysDirective || patch[key] === null) continue;
    if (key.startsWith(deleteFromList) || key.startsWith(setOrder)) continue;
    if (!retained.has(key)) throw badDirectiveFormat('retainKeys');
  }
  for (const key of Object.keys(draft.object)) {
    if (!retained.has(key)) draft.delete(key);
  }
}

/** Merges every list that has a `$setElementOrder`, and answers the members of the patch that are dealt with. */
function mergeOrderedLists(
  draft: ObjectDraft,
  patch: PlainObject,
  schema: Schema | undefined,
): Set<string> | undefined {
  let done: Set<string> | undefined;
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(setOrder)) continue;
    done ??= new Set();
    done.add(key);
    const order = patch[key];
    if (!isList(order)) throw expectedList(order);
    const field = targetField(key, setOrder);
    const listed = done.has(field) ? undefined : member(patch, field);
    const merged = orderedList({
      before: draft.get(field),
      change: listed,
      order,
      field: () => lookupListField(schema, field),
      mergeItem,
    });
    if (merged === undefined) continue;
    draft.set(field, merged);
    done.add(field);
  }
  return done;
}

function mergeItem(item: ListItem, change: ListItem, schema: Schema | undefined): ListItem {
  return mergeObject(item, change, schema);
}

function mergeMember(
  draft: ObjectDraft,
  key: string,
  change: unknown,
  schema: Schema | undefined,
  deletion: boolean,
): void {
  const before = draft.get(key);
  if (change === null) {
    draft.delete(key);
  } else if (!draft.has(key) || goType(before) !== goType(change)) {
    if (!deletion) setFresh(draft, key, withoutNulls(change));
  } else if (isObject(before)) {
    const field = lookupObjectField(schema, key);
    const after =
      field.strategy === 'replace' ? change : mergeObject(before, change as PlainObject, field.schema);
    draft.set(key, after !== before && sameJson(before, after) ? before : after);
  } else if (isList(before)) {
    const field = lookupListField(schema, key);
    draft.set(key, mergeList({ before, change: change as readonly unknown[], field, deletion, mergeItem }));
  } else {
    draft.set(key, change);
  }
}

function setFresh(draft: ObjectDraft, key: string, value: unknown): void {
  const kept = withoutDirectives(value);
  if (kept === undefined) draft.delete(key);
  else draft.set(key, kept);
}
