import { conflict, fieldInvalid, invalid, type KubeObject, reshare } from '../../apimachinery/index.ts';
import { admitUpdate } from '../pipeline/admission/index.ts';
import { changesContent, normalize, validateChanged } from '../pipeline/object-rules.ts';
import { part, resized, withMetadata, withPart } from '../pipeline/strategies/index.ts';
import type { ServedKind } from '../registry/served-kind.ts';
import type { RequestContext } from '../request/request-context.ts';
import { unclassified } from '../request/request-options.ts';
import { REMOVE } from '../storage/object-storage.ts';
import { type StoredObject, UncommittedObject } from '../storage/stored-object.ts';
import { strategyContext } from './create.ts';
import { isReleased } from './is-released.ts';
import { versionProblem } from './resource-version.ts';
import { uidConflict } from './uid-conflict.ts';

/** What one attempt of an update makes of the object as it is now, in the served version. */
export type Change = (current: KubeObject) => KubeObject;

/**
 * The way every update takes, whole or of a subresource: change, admit, prepare, validate, store if anything is
 * different. Mirrors kubernetes apiserver pkg/registry/generic/registry (Store.Update) and pkg/registry/rest/update.go.
 */
export async function replace(context: RequestContext, name: string, change: Change): Promise<StoredObject> {
  const { kind, info, origin } = context;
  let last: KubeObject | undefined;
  const { stored, removed } = await kind.storage.update(
    info.resource === 'namespaces' ? '' : info.namespace,
    name,
    async (current) => {
      const next = await nextState(context, current, change);
      if (next === current || !isReleased(kind, next)) return next;
      last = next;
      return REMOVE;
    },
    origin,
  );
  // Who takes the last finalizer away is answered with the object as they left it.
  return removed && last !== undefined ? new UncommittedObject(last).at(stored.revision) : stored;
}

async function nextState(context: RequestContext, stored: KubeObject, change: Change): Promise<KubeObject> {
  const { kind, info } = context;
  const current = kind.conversion?.fromStored(stored) ?? stored;
  const wanted = change(current);
  if (wanted === current) return stored;
  checkVersion(context, wanted, current);
  const shared = reshare(current, kept(normalize(context, wanted), current)) as KubeObject;
  if (shared === current) return stored;
  const admitted = admitUpdate(context, shared, current);
  const again = admitted === shared ? shared : (reshare(current, admitted) as KubeObject);
  const prepared = prepare(kind, info.subresource, again, current, context);
  if (prepared === current) return stored;
  validateChanged(kind, prepared, current, info.subresource);
  if (info.subresource === '' && changesContent(prepared, current)) {
    context.warnings.push(...newWarnings(context, prepared));
  }
  return reshare(stored, kind.conversion?.toStored(prepared) ?? prepared) as KubeObject;
}

/** An attempt that lost a race has warned already. Of pods, which people seldom change, Kubernetes warns only once. */
function newWarnings({ kind, warnings }: RequestContext, object: KubeObject): string[] {
  if (kind.resource.resource === 'pods') return [];
  const told = new Set(warnings);
  return kind.warnings(object).filter((text) => !told.has(text));
}

/** Refuses what was made of another state than the current one, or of another object of the same name. */
export function checkVersion(context: RequestContext, wanted: KubeObject, current: KubeObject): void {
  const { resourceVersion = '', uid = '', name = '' } = wanted.metadata ?? {};
  const { kind } = context;
  if (uid !== '' && uid !== current.metadata?.uid && context.info.verb !== 'patch') {
    throw uidConflict(context, uid, current);
  }
  if (resourceVersion === '' || resourceVersion === '0') {
    if (kind.strategy.unconditionalUpdate !== false || context.info.verb === 'patch') return;
    const detail = 'must be specified for an update';
    // Here Kubernetes tells of the resource where it tells of the kind elsewhere.
    const told = { group: kind.resource.group, kind: kind.resource.resource };
    throw invalid(told, name, [fieldInvalid('metadata.resourceVersion', 0, detail)]);
  }
  if (resourceVersion === current.metadata?.resourceVersion) return;
  const problem = versionProblem(resourceVersion);
  throw problem === undefined ? conflict(kind.resource, name) : unclassified(problem);
}

const systemFields = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

/** Of these a wrong value is refused, not overlooked. */
const immutableFields: ReadonlySet<string> = new Set([
  'uid',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]);

/** What a client may not change, or need not repeat, is as it was. */
function kept(wanted: KubeObject, current: KubeObject): KubeObject {
  const metadata: Record<string, unknown> = { ...wanted.metadata };
  if ('selfLink' in metadata) delete metadata.selfLink;
  for (const field of systemFields) {
    const value = current.metadata?.[field];
    if (metadata[field] === value) continue;
    if ((metadata[field] ?? '') !== '' && immutableFields.has(field)) continue;
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
  if (subresource === 'status') return statusOnly(kind, object, current, context);
  const { strategy } = kind;
  if (subresource === 'ephemeralcontainers') return counted(kind, ephemeralOnly(object, current), current);
  const withOldStatus = kind.hasStatus
    ? withPart(object, 'status', (current as { readonly status?: unknown }).status)
    : object;
  const prepared =
    subresource === 'resize'
      ? resized(withOldStatus, current)
      : (strategy.prepareForUpdate?.(withOldStatus, current, strategyContext(context)) ?? withOldStatus);
  const shared = reshare(current, prepared) as KubeObject;
  return counted(kind, shared, current);
}

/** With the next generation, if there is something new. */
function counted(kind: ServedKind, object: KubeObject, current: KubeObject): KubeObject {
  return kind.strategy.generation && changesGeneration(kind, object, current)
    ? withMetadata(object, { generation: (current.metadata?.generation ?? 0) + 1 })
    : object;
}

/** Of a pod only the containers that were added to look into it. Mirrors EphemeralContainersREST. */
function ephemeralOnly(object: KubeObject, current: KubeObject): KubeObject {
  const { ephemeralContainers } = part(object, 'spec');
  return reshare(
    current,
    withPart(current, 'spec', { ...part(current, 'spec'), ephemeralContainers }),
  ) as KubeObject;
}

/** A status update changes all but the spec: metadata travels with it, as with Kubernetes' built-in kinds. */
function statusOnly(
  kind: ServedKind,
  object: KubeObject,
  current: KubeObject,
  context: RequestContext,
): KubeObject {
  const merged = withPart(object, 'spec', (current as { readonly spec?: unknown }).spec);
  const { prepareForStatusUpdate } = kind.strategy;
  if (prepareForStatusUpdate === undefined) return reshare(current, merged) as KubeObject;
  return reshare(current, prepareForStatusUpdate(merged, current, strategyContext(context))) as KubeObject;
}

function changesGeneration(kind: ServedKind, object: KubeObject, current: KubeObject): boolean {
  const also = kind.strategy.generationAlso;
  return changesContent(object, current) || (also !== undefined && also(object) !== also(current));
}
