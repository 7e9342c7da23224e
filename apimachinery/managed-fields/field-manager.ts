import type { StatusCause } from '../errors/status.ts';
import { applyConflict, badRequest } from '../errors/status-errors.ts';
import type { KubeObject, ManagedFieldsEntry } from '../object/object.ts';
import { compareStrings } from '../values/go-format.ts';
import { capUpdateManagers } from './cap-managers.ts';
import {
  type FieldConflict,
  FieldConflicts,
  FieldOwnership,
  type VersionConverter,
  type VersionedKind,
} from './field-ownership.ts';
import { difference, type FieldSet, noFields, union } from './field-set.ts';
import { allowedByLastApplied, hasLastApplied, withLastApplied } from './last-applied.ts';
import { decodeManagedFields, encodeManagedFields, type Managed, nobody } from './managed-fields.ts';
import { type ManagerInfo, managerIdentifier, managerText } from './manager-identifier.ts';
import { withManager } from './managers.ts';
import { PathElementError, pathText } from './path-element.ts';
import { appliedProblems, problemsText } from './validate-applied.ts';

export interface FieldManagerOptions {
  /** The version and subresource of the requests. */
  readonly kind: VersionedKind;
  readonly kindName: string;
  readonly subresource: string;
  readonly versions: VersionConverter;
  /** Now, in seconds: RFC 3339. */
  readonly now: () => string;
}

/**
 * Keeps metadata.managedFields of the objects of one kind, and merges what is applied to them. Objects come and go in
 * the version of the requests; they are never changed, and share what stays the same.
 * Mirrors k8s.io/apimachinery pkg/util/managedfields (FieldManager).
 */
export class FieldManager {
  readonly #options: FieldManagerOptions;
  readonly #ownership: FieldOwnership;

  constructor(options: FieldManagerOptions) {
    this.#options = options;
    this.#ownership = new FieldOwnership(options.kind, options.versions);
  }

  /**
   * The object as it is to be stored after a create (without `live`) or a change other than an apply.
   * Fields whose owners cannot be read, or list items that cannot be told apart, leave an object without managedFields.
   */
  update(live: KubeObject | undefined, object: KubeObject, manager: string): KubeObject {
    const managed = this.#managedBefore(live, object);
    // An object that is not tracked yet is tracked from its creation, or its first apply.
    if (managed.managers.size === 0 && live !== undefined) return withEntries(object, undefined);
    try {
      return withEntries(object, encodeManagedFields(this.#updated(live, object, managed, manager)));
    } catch (error) {
      if (!(error instanceof PathElementError)) throw error;
      return withEntries(object, undefined);
    }
  }

  /**
   * The object with a configuration applied; the live object itself when that changes nothing, owners included. Throws
   * StatusError: 409 with all conflicts, 400 for what cannot be applied.
   */
  apply(live: KubeObject | undefined, applied: KubeObject, manager: string, force: boolean): KubeObject {
    this.#checkApplied(applied);
    const before = live === undefined ? nobody : decodeManagedFields(live.metadata?.managedFields);
    if (before === undefined) throw new Error('failed to decode managed fields');
    const tracked =
      before.managers.size === 0 && live !== undefined
        ? this.#updated(undefined, live, before, 'before-first-apply')
        : before;
    try {
      return this.#applied(live, applied, tracked, manager, force);
    } catch (error) {
      if (error instanceof FieldConflicts) throw conflictStatus(error.conflicts);
      throw error;
    }
  }

  #applied(
    live: KubeObject | undefined,
    applied: KubeObject,
    managed: Managed,
    manager: string,
    force: boolean,
  ): KubeObject {
    try {
      return this.#merged(live, applied, managed, manager, force);
    } catch (error) {
      if (manager !== 'kubectl' || !(error instanceof FieldConflicts) || live === undefined) throw error;
      // What kubectl applied by itself before, it may go on applying through the server.
      const allowed = allowedByLastApplied(this.#options.kind, live);
      if (allowed === undefined) throw error;
      const left = error.conflicts.filter(({ path }) => !allowed(path));
      if (left.length > 0) throw new FieldConflicts(left);
      return this.#merged(live, applied, managed, manager, true);
    }
  }

  #merged(
    live: KubeObject | undefined,
    applied: KubeObject,
    managed: Managed,
    manager: string,
    force: boolean,
  ): KubeObject {
    const identifier = this.#identifier(manager, 'Apply');
    const bare = live === undefined ? typeOnly(applied) : withEntries(live, undefined);
    const made = this.#ownership.apply(bare, applied, managed.managers, identifier, force);
    const changed = made.object !== bare;
    const times = changed ? new Map(managed.times).set(identifier, this.#options.now()) : managed.times;
    const owners = stripped({ managers: made.managers, times }, identifier);
    let object = made.object as KubeObject;
    if (manager === 'kubectl' && hasLastApplied(object)) object = withLastApplied(object, applied);
    return withEntries(object, encodeManagedFields(owners));
  }

  #updated(live: KubeObject | undefined, object: KubeObject, managed: Managed, manager: string): Managed {
    const identifier = this.#identifier(manager, 'Update');
    const before = live === undefined ? typeOnly(object) : withEntries(live, undefined);
    const current = 'current-operation';
    const made = this.#ownership.update(before, withEntries(object, undefined), managed.managers, current);
    const own = stripped({ managers: made, times: managed.times }, current).managers.get(current);
    const left = withManager(made, current, undefined);
    if (own === undefined) return { managers: left, times: managed.times };
    const had = left.get(identifier)?.fields ?? noFields;
    return capUpdateManagers({
      managers: withManager(left, identifier, { ...own, fields: union(own.fields, had) }),
      times: new Map(managed.times).set(identifier, this.#options.now()),
    });
  }

  /** Owners as the request gives them, if it does, else those of the live object. */
  #managedBefore(live: KubeObject | undefined, object: KubeObject): Managed {
    const ofLive = decodeManagedFields(live?.metadata?.managedFields) ?? nobody;
    if (this.#options.subresource !== '') return ofLive;
    const given = object.metadata?.managedFields;
    if (isReset(given)) return nobody;
    const managed = decodeManagedFields(given);
    return managed === undefined || managed.managers.size === 0 ? ofLive : managed;
  }

  #checkApplied(applied: KubeObject): void {
    const { kind, kindName } = this.#options;
    if (applied.kind !== kindName || applied.apiVersion !== kind.apiVersion) {
      throw badRequest(`invalid object type: ${kindText(applied)}`);
    }
    if (applied.metadata?.managedFields != null) throw badRequest('metadata.managedFields must be nil');
    const problems = appliedProblems(kind.schema, applied);
    if (problems.length === 0) return;
    const { namespace = '', name = '' } = applied.metadata ?? {};
    const subject = `${namespace}/${name}; ${kindText(applied)}`;
    throw new Error(`failed to create typed patch object (${subject}): ${problemsText(problems)}`);
  }

  #identifier(manager: string, operation: ManagerInfo['operation']): string {
    const { kind, subresource } = this.#options;
    return managerIdentifier({
      manager: manager === '' ? 'unknown' : manager,
      operation,
      apiVersion: kind.apiVersion,
      subresource,
    });
  }
}

/** What nobody owns: it says which object it is, or the server decides it. Mirrors stripMetaManager. */
const unowned: FieldSet = {
  'f:apiVersion': noFields,
  'f:kind': noFields,
  'f:metadata': Object.fromEntries(
    ['.', 'name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName']
      .concat('generation', 'managedFields', 'resourceVersion')
      .map((name) => [name === '.' ? name : `f:${name}`, noFields]),
  ),
};

function stripped({ managers, times }: Managed, manager: string): Managed {
  const owned = managers.get(manager);
  if (owned === undefined) return { managers, times };
  const fields = difference(owned.fields, unowned);
  return {
    managers: withManager(managers, manager, { ...owned, fields }),
    times,
  };
}

/** Whether a request asks to forget all owners: an empty list, or one empty entry. */
function isReset(entries: readonly ManagedFieldsEntry[] | undefined): boolean {
  if (entries == null) return false;
  return entries.length === 0 || (entries.length === 1 && Object.keys(entries[0] ?? {}).length === 0);
}

/** As Go prints a GroupVersionKind: `apps/v1, Kind=Deployment`, `/v1, Kind=Pod`. */
function kindText({ apiVersion = '', kind = '' }: KubeObject): string {
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

function typeOnly({ apiVersion, kind }: KubeObject): KubeObject {
  return { ...(apiVersion === undefined ? {} : { apiVersion }), ...(kind === undefined ? {} : { kind }) };
}

function withEntries(object: KubeObject, entries: readonly ManagedFieldsEntry[] | undefined): KubeObject {
  if (entries === undefined) {
    if (object.metadata?.managedFields === undefined) return object;
    const { managedFields: _, ...metadata } = object.metadata;
    return { ...object, metadata };
  }
  return { ...object, metadata: { ...object.metadata, managedFields: entries } };
}

/** Mirrors NewConflictError. */
function conflictStatus(conflicts: readonly FieldConflict[]): Error {
  const causes: StatusCause[] = conflicts.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${managerText(manager)}`,
    field: pathText(path),
  }));
  return applyConflict(causes, conflictMessage(conflicts));
}

function conflictMessage(conflicts: readonly FieldConflict[]): string {
  const [first] = conflicts;
  if (first !== undefined && conflicts.length === 1) {
    return `Apply failed with 1 conflict: conflict with ${managerText(first.manager)}: ${pathText(first.path)}`;
  }
  const managers = [...new Set(conflicts.map(({ manager }) => manager))].sort(compareStrings);
  const lines = managers.flatMap((manager) => [
    `conflicts with ${managerText(manager)}:`,
    ...conflicts.filter((conflict) => conflict.manager === manager).map(({ path }) => `- ${pathText(path)}`),
  ]);
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
}
