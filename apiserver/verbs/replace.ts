import { conflict, fieldInvalid, invalid, type KubeObject, reshare } from '../../apimachinery/index.ts';
import { admitUpdate } from '../admission/index.ts';
import { normalize, storable, validateChanged } from '../object-rules.ts';
import type { RequestContext } from '../request-context.ts';
import type { ServedKind } from '../served-kind.ts';
import { REMOVE } from '../storage/object-storage.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { withMetadata, withPart } from '../strategies/index.ts';
import { isReleased } from './is-released.ts';

/** What one attempt of an update makes of the object as it is now, in the served version. */
export type Change = (current: KubeObject) => KubeObject;

/**
 * The way every update takes, whole or of a subresource: change, prepare, admit, validate, store if anything is
 * different. Mirrors kubernetes apiserver pkg/registry/generic/registry (Store.Update) and pkg/registry/rest/update.go.
 */
export async function replace(context: RequestContext, name: string, change: Change): Promise<StoredObject> {
  const { kind, info, origin } = context;
  const { stored } = await kind.storage.update(
    info.resource === 'namespaces' ? '' : info.namespace,
    name,
    (current) => nextState(context, current, change),
    origin,
  );
  return stored;
}

async function nextState(
  context: RequestContext,
  stored: KubeObject,
  change: Change,
): Promise<KubeObject | typeof REMOVE> {
  const { kind, info } = context;
  const current = kind.conversion?.fromStored(stored) ?? stored;
  const wanted = change(current);
  if (wanted === current) return stored;
  checkVersion(context, wanted, current);
  const shared = reshare(current, kept(normalize(context, wanted), current)) as KubeObject;
  if (shared === current) return stored;
  const prepared = prepare(kind, info.subresource, shared, current, context);
  if (prepared === current) return stored;
  const admitted = await admitUpdate(context, prepared, current);
  validateChanged(kind, admitted, current);
  const next = reshare(stored, kind.conversion?.toStored(admitted) ?? admitted) as KubeObject;
  if (next === stored) return stored;
  return isReleased(kind, next) ? REMOVE : storable(next);
}

function checkVersion(context: RequestContext, wanted: KubeObject, current: KubeObject): void {
  const { resourceVersion = '', uid = '', name = '' } = wanted.metadata ?? {};
  const { kind } = context;
  if (uid !== '' && uid !== current.metadata?.uid) {
    const detail = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata?.uid}`;
    throw conflict(kind.resource, name, detail);
  }
  if (resourceVersion === '' || resourceVersion === '0') {
    if (kind.strategy.unconditionalUpdate !== false || context.info.verb === 'patch') return;
    const detail = 'must be specified for an update';
    throw invalid(kind.resource, name, [fieldInvalid('metadata.resourceVersion', 0, detail)]);
  }
  if (resourceVersion !== current.metadata?.resourceVersion) throw conflict(kind.resource, name);
}

const systemFields = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

/** What a client may not change, or need not repeat, is as it was. */
function kept(wanted: KubeObject, current: KubeObject): KubeObject {
  const { selfLink: _, ...given } = wanted.metadata ?? {};
  const metadata: Record<string, unknown> = given;
  for (const field of systemFields) {
    const value = current.metadata?.[field];
    if (value === undefined) delete metadata[field];
    else metadata[field] = value;
  }
  return { ...wanted, metadata } as KubeObject;
}

function prepare(
  kind: ServedKind,
  subresource: string,
  object: KubeObject,
  current: KubeObject,
  context: RequestContext,
): KubeObject {
  if (subresource === 'status') return statusOnly(kind, object, current);
  const { strategy } = kind;
  const withOldStatus = kind.hasStatus
    ? withPart(object, 'status', (current as { readonly status?: unknown }).status)
    : object;
  const { environment } = context.server;
  const prepared =
    strategy.prepareForUpdate?.(withOldStatus, current, { environment, namespace: context.info.namespace }) ??
    withOldStatus;
  const shared = reshare(current, prepared) as KubeObject;
  return strategy.generation && changesGeneration(kind, shared, current)
    ? withMetadata(shared, { generation: (current.metadata?.generation ?? 0) + 1 })
    : shared;
}

/** A status update changes all but the spec: metadata travels with it, as with Kubernetes' built-in kinds. */
function statusOnly(kind: ServedKind, object: KubeObject, current: KubeObject): KubeObject {
  const merged = withPart(object, 'spec', (current as { readonly spec?: unknown }).spec);
  return reshare(current, kind.strategy.prepareForStatusUpdate?.(merged, current) ?? merged) as KubeObject;
}

function changesGeneration(kind: ServedKind, object: KubeObject, current: KubeObject): boolean {
  const { metadata: _, status: __, ...after } = object as KubeObject & { readonly status?: unknown };
  const { metadata: ___, status: ____, ...before } = current as KubeObject & { readonly status?: unknown };
  const changed = Object.keys({ ...before, ...after }).some(
    (field) => (after as Record<string, unknown>)[field] !== (before as Record<string, unknown>)[field],
  );
  const also = kind.strategy.generationAlso;
  return changed || (also !== undefined && also(object) !== also(current));
}
