import { isCustom } from '../../api/index.ts';
import {
  conflict,
  fieldInvalid,
  invalid,
  type KubeObject,
  reshare,
  restoreEmpties,
  unclassified,
} from '../../apimachinery/index.ts';
import { Admission } from '../pipeline/admission/index.ts';
import { type Tracking, tracked, withoutTimeChanges } from '../pipeline/field-management/index.ts';
import { changesContent, checkNames, normalize, validateChanged } from '../pipeline/object-rules.ts';
import type { UpdateStrategy } from '../pipeline/update-strategy.ts';
import type { ServedKind } from '../registry/served-kind.ts';
import type { RequestContext } from '../request/request-context.ts';
import { removeObject } from '../storage/object-storage.ts';
import { type StoredObject, UncommittedObject } from '../storage/stored-object.ts';
import { isReleased } from './is-released.ts';
import { preconditionConflict } from './precondition-conflict.ts';
import { versionProblem } from './resource-version.ts';

/** What one attempt of an update makes of the object as it is now, in the served version, or of the view of it. */
export type Change = (current: KubeObject) => KubeObject;

/**
 * The way every update takes, whole or of a subresource: change, say who owns it, admit, prepare, validate, store if
 * anything is different. Mirrors kubernetes apiserver pkg/registry/generic/registry (Store.Update) and pkg/registry/rest/update.go.
 */
export async function replace(
  context: RequestContext,
  change: Change,
  strategy: UpdateStrategy,
  track: Tracking = tracked,
): Promise<StoredObject> {
  const { kind, info, origin } = context;
  const admission = new Admission(context, 'UPDATE');
  let last: KubeObject | undefined;
  const { stored, removed } = await kind.storage.update(
    info.resource === 'namespaces' ? '' : info.namespace,
    info.name,
    async (current) => {
      const next = await nextState(context, current, change, strategy, track, admission);
      if (next === current || !isReleased(kind, next)) return next;
      last = next;
      return removeObject;
    },
    origin,
  );
  // Who takes the last finalizer away is answered with the object as they left it.
  return removed && last !== undefined ? new UncommittedObject(last).at(stored.revision) : stored;
}

async function nextState(
  context: RequestContext,
  stored: KubeObject,
  change: Change,
  strategy: UpdateStrategy,
  track: Tracking,
  admission: Admission,
): Promise<KubeObject> {
  const { kind } = context;
  const { view } = strategy;
  const preparing = kind.conversion?.prepare?.([stored]);
  if (preparing !== undefined) await preparing;
  const current = kind.conversion?.fromStored(stored) ?? stored;
  const before = view === undefined ? current : view.readOwned(context, current);
  const asked = track(context, completed(context, change(before), before, strategy), before);
  const answer = admission.mutate(asked, before);
  const mutated = answer instanceof Promise ? await answer : answer;
  // Who changes the object sees of what the server keeps only what was given again.
  const settled = view === undefined ? kept(mutated, before) : mutated;
  const admitted = settled === asked ? asked : (reshare(before, settled) as KubeObject);
  const prepared = beforeUpdate(context, admitted, current, strategy);
  const validating =
    view === undefined
      ? admission.validate(prepared, before)
      : admission.validate(view.read(context, prepared), view.read(context, current));
  if (validating !== undefined) await validating;
  // A custom resource that is stored in a former version is stored anew, though nothing else has changed.
  if (prepared === current && !isCustom(kind.resource)) return stored;
  const storing = kind.conversion?.prepareToStore?.(prepared);
  if (storing !== undefined) await storing;
  return reshare(stored, kind.conversion?.toStored(prepared) ?? prepared) as KubeObject;
}

/**
 * What is to be stored, prepared and valid; `current` where nothing of it is new, which is looked at all the same: what holds
 * of new objects may have changed. Mirrors kubernetes apiserver pkg/registry/rest (BeforeUpdate).
 */
export function beforeUpdate(
  context: RequestContext,
  admitted: KubeObject,
  current: KubeObject,
  strategy: UpdateStrategy,
): KubeObject {
  const { kind } = context;
  const object = strategy.view?.write(context, admitted, current) ?? admitted;
  const prepared = withoutTimeChanges(strategy.prepare(context, object, current), current);
  validateChanged(context, restoreEmpties(prepared, context.empties), current, strategy);
  if (strategy.warns === true && isWorthWarning(kind, prepared, current)) {
    context.warnings.push(...newWarnings(context, prepared, current));
  }
  return prepared;
}

/** What was asked for with all that goes without saying; what is there already, where it comes to that. */
function completed(
  context: RequestContext,
  wanted: KubeObject,
  before: KubeObject,
  { view }: UpdateStrategy,
): KubeObject {
  if (wanted === before) return before;
  checkNames(context, wanted.metadata ?? {});
  checkVersion(context, wanted, before, view !== undefined);
  return reshare(before, view === undefined ? normalize(context, wanted, before) : wanted) as KubeObject;
}

/** Of built-in kinds that count their generations only a new one is. */
function isWorthWarning(kind: ServedKind, object: KubeObject, old: KubeObject): boolean {
  return kind.strategy.generation !== true || changesContent(object, old) || isCustom(kind.resource);
}

/** An attempt that lost a race has warned already. */
function newWarnings({ kind, warnings }: RequestContext, object: KubeObject, old: KubeObject): string[] {
  const told = new Set(warnings);
  return kind.warnings(object, old).filter((text) => !told.has(text));
}

/** Refuses what was made of another state than the current one, or of another object of the same name. */
function checkVersion(
  context: RequestContext,
  wanted: KubeObject,
  current: KubeObject,
  isView: boolean,
): void {
  const { resourceVersion = '', uid = '', name = '' } = wanted.metadata ?? {};
  const { kind } = context;
  if (uid !== '' && uid !== current.metadata?.uid && context.info.verb !== 'patch') {
    throw preconditionConflict(context, 'UID', uid, current);
  }
  if (resourceVersion === '' || resourceVersion === '0') {
    // What is a part of an object, or a patch of it, speaks of the one that is there.
    const needsNone = isView || context.info.verb === 'patch';
    if (needsNone || kind.strategy.unconditionalUpdate !== false) return;
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
  let differs = 'selfLink' in metadata;
  if (differs) delete metadata.selfLink;
  for (const field of systemFields) {
    const value = current.metadata?.[field];
    if (metadata[field] === value) continue;
    if ((metadata[field] ?? '') !== '' && immutableFields.has(field)) continue;
    differs = true;
    if (value === undefined) delete metadata[field];
    else metadata[field] = value;
  }
  return differs ? ({ ...wanted, metadata } as KubeObject) : wanted;
}
