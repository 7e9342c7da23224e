import {
  badRequest,
  conflict,
  forbidden,
  formatTime,
  goDurationMs,
  type KubeObject,
} from '../../apimachinery/index.ts';
import type { Admission } from '../pipeline/admission/index.ts';
import { type Strategy, withMetadata } from '../pipeline/strategies/index.ts';
import { decodeBody } from '../request/body.ts';
import type { RequestContext } from '../request/request-context.ts';
import { isTrue } from '../request/request-info.ts';
import { checkDeleteOptions, parseInteger } from '../request/request-options.ts';
import { removeObject, type Updated } from '../storage/object-storage.ts';
import { isReleased } from './is-released.ts';

/** metav1.DeleteOptions, as far as they count here. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number | bigint;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: readonly string[];
  readonly ignoreStoreReadErrorWithClusterBreakingPotential?: boolean;
}

/** From the body; where there is none, from the query. */
export function deleteOptions(context: RequestContext): DeleteOptions {
  const body = decodeBody(context, { group: '', version: 'v1', kind: 'DeleteOptions' });
  const { query } = context.request;
  const fromQuery = {
    ...(query.gracePeriodSeconds === undefined
      ? {}
      : { gracePeriodSeconds: parseInteger(query.gracePeriodSeconds) }),
    ...(query.propagationPolicy === undefined ? {} : { propagationPolicy: query.propagationPolicy }),
    ...(query.orphanDependents === undefined ? {} : { orphanDependents: isTrue(query.orphanDependents) }),
  };
  const fromBody = body as
    | (DeleteOptions & { readonly kind?: string; readonly apiVersion?: string })
    | undefined;
  const { kind = 'DeleteOptions', apiVersion = 'v1' } = fromBody ?? {};
  if (kind !== 'DeleteOptions') {
    throw badRequest(
      `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/apis/meta/internalversion/scheme/register.go:27"`,
    );
  }
  const asked = query.dryRun === undefined ? fromQuery : { ...fromQuery, dryRun: [query.dryRun] };
  const options: DeleteOptions = fromBody ?? asked;
  checkDeleteOptions(options);
  return options;
}

/**
 * Marks the object (deletionTimestamp, grace period, the finalizers that the propagation policy asks for), or removes
 * it where nothing holds it. Without an admission nobody is asked about it. Mirrors kubernetes apiserver
 * pkg/registry/generic/registry (Store.Delete) and pkg/registry/rest/delete.go (BeforeDelete).
 */
export function deleteObject(
  context: RequestContext,
  name: string,
  options: DeleteOptions,
  admission?: Admission,
): Promise<Updated> {
  const { kind, info, origin, server } = context;
  // Whoever deletes a collection does not ask for these.
  const { firstDeletion: first, whyKept } = info.verb === 'delete' ? kind.strategy : noStrategy;
  return kind.storage.update(
    info.resource === 'namespaces' ? '' : info.namespace,
    name,
    async (current) => {
      const kept = whyKept?.(current);
      if (kept !== undefined) throw forbidden(info, name, kept);
      checkPreconditions(context, current, options);
      const preparing = kind.conversion?.prepare?.([current]);
      if (preparing !== undefined) await preparing;
      const asking = admission?.remove(kind.conversion?.fromStored(current) ?? current);
      if (asking !== undefined) await asking;
      if (first !== undefined && current.metadata?.deletionTimestamp === undefined) {
        return first(current, formatTime(server.environment.clock.now()));
      }
      const marked = markedForDeletion(context, current, options);
      return isReleased(kind, marked) ? removeObject : marked;
    },
    { ...origin, verb: 'delete', dryRun: (options.dryRun ?? []).length > 0 },
  );
}

const noStrategy: Strategy = {};

function markedForDeletion(context: RequestContext, current: KubeObject, options: DeleteOptions): KubeObject {
  const { strategy } = context.kind;
  const graceSeconds = Math.max(0, strategy.gracePeriodSeconds?.(current, options) ?? 0);
  const finalizers = wantedFinalizers(current, options);
  const { metadata = {} } = current;
  const before = metadata.deletionGracePeriodSeconds;
  if (metadata.deletionTimestamp !== undefined) {
    // A second deletion may only shorten the wait.
    const shorter = before !== undefined && graceSeconds < before;
    if (!shorter && before !== undefined && finalizers === metadata.finalizers) return current;
    const unsaid = before === undefined ? { deletionGracePeriodSeconds: 0 } : {};
    const wait = shorter ? deadline(context, graceSeconds, current) : unsaid;
    return withMetadata(current, { ...wait, ...(finalizers === undefined ? {} : { finalizers }) });
  }
  const marked = withMetadata(current, {
    ...deadline(context, graceSeconds, current),
    ...(finalizers === undefined ? {} : { finalizers }),
    ...(strategy.generation ? { generation: (metadata.generation ?? 0) + 1 } : {}),
  });
  return strategy.prepareForDelete?.(marked) ?? marked;
}

/** When the grace period ends: from now, or from when the first deletion asked for it. */
function deadline(context: RequestContext, graceSeconds: number, current: KubeObject) {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = current.metadata ?? {};
  const startMs =
    deletionTimestamp === undefined
      ? context.server.environment.clock.now()
      : Date.parse(deletionTimestamp) - goDurationMs(deletionGracePeriodSeconds);
  return {
    deletionTimestamp: formatTime(startMs + goDurationMs(graceSeconds)),
    deletionGracePeriodSeconds: graceSeconds,
  };
}

/** Mirrors deletionFinalizersForGarbageCollection: the policy decides, else the finalizers that are there. */
function wantedFinalizers(current: KubeObject, options: DeleteOptions): readonly string[] | undefined {
  const present = current.metadata?.finalizers;
  const orphan = options.propagationPolicy === 'Orphan' || options.orphanDependents === true;
  const foreground = options.propagationPolicy === 'Foreground';
  const decided = options.propagationPolicy !== undefined || options.orphanDependents !== undefined;
  if (!decided) return present;
  const others = (present ?? []).filter((name) => name !== 'orphan' && name !== 'foregroundDeletion');
  const wanted = [...others, ...(orphan ? ['orphan'] : []), ...(foreground ? ['foregroundDeletion'] : [])];
  const before = new Set(present);
  const same = wanted.length === (present?.length ?? 0) && wanted.every((name) => before.has(name));
  return same ? present : wanted;
}

/** What has a DELETE of its own in Kubernetes (namespaces, definitions) is looked at there first, in other words. */
function checkEarlyPreconditions(context: RequestContext, current: KubeObject, options: DeleteOptions): void {
  const { firstDeletion, keepsUntilFinalized } = context.kind.strategy;
  if (firstDeletion === undefined && keepsUntilFinalized === undefined) return;
  const { metadata: { name = '', uid = '', resourceVersion = '' } = {} } = current;
  const wanted = options.preconditions ?? {};
  const refuse = (what: string, asked: string, is: string) =>
    conflict(
      context.kind.resource,
      name,
      `Precondition failed: ${what} in precondition: ${asked}, ${what} in object meta: ${is}`,
    );
  if (wanted.uid !== undefined && wanted.uid !== uid) throw refuse('UID', wanted.uid, uid);
  if (wanted.resourceVersion !== undefined && wanted.resourceVersion !== resourceVersion) {
    throw refuse('ResourceVersion', wanted.resourceVersion, resourceVersion);
  }
}

/** Throws a Conflict where the object is not the one that is asked for, or not as it was. */
export function checkPreconditions(
  context: RequestContext,
  current: KubeObject,
  options: DeleteOptions,
): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { metadata } = current;
  const { group, kind } = context.kind.resource;
  const { name = '' } = metadata ?? {};
  checkEarlyPreconditions(context, current, options);
  if (uid !== undefined && uid !== metadata?.uid) {
    const detail = `the UID in the precondition (${uid}) does not match the UID in record (${metadata?.uid}). The object might have been deleted and then recreated`;
    throw conflict({ group, resource: kind }, name, detail);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata?.resourceVersion) {
    const detail = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata?.resourceVersion}). The object might have been modified`;
    throw conflict({ group, resource: kind }, name, detail);
  }
}
