import type { StatusCause } from '../errors/status.ts';
import { applyConflict, badRequest } from '../errors/status-errors.ts';
import type { KubeObject, ManagedFieldsEntry, ObjectMeta } from '../object/object.ts';
import { compareStrings } from '../values/go-format.ts';
import { ApplyError } from './apply-error.ts';
import { capUpdateManagers } from './cap-managers.ts';
import {
  type FieldConflict,
  FieldConflicts,
  FieldOwnership,
  type VersionConverter,
  type VersionedKind,
} from './field-ownership.ts';
import { difference, type FieldSet, isEmptySet, noFields } from './field-set.ts';
import { allowedByLastApplied, hasLastApplied, withLastApplied } from './last-applied.ts';
import { decodeManagedFields, encodeManagedFields } from './managed-fields.ts';
import { managerIdentifier, managerText } from './manager-identifier.ts';
import { type Managers, nobody, type Owner, ownerIn, owning, withOwner } from './managers.ts';
import { PathElementError, pathText } from './path-element.ts';
import { sharedUnion } from './shared-sets.ts';
import { appliedProblems, problemsText } from './validate-applied.ts';

export interface FieldManagerOptions {
  /** The version and subresource of the requests. */
  readonly kind: VersionedKind;
  readonly kindName: string;
  readonly subresource: string;
  readonly versions: VersionConverter;
  /** What an object of the kind says before anybody has said anything: in Kubernetes the zero value of its type. */
  readonly zero: KubeObject;
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
    this.#ownership = new FieldOwnership(options.kind, options.versions, unowned);
  }

  /**
   * The object as it is to be stored after a create (without `live`) or a change other than an apply; the object itself
   * where it says so already. Fields whose owners cannot be read, or list items that cannot be told apart, leave an
   * object without managedFields.
   */
  update(live: KubeObject | undefined, object: KubeObject, manager: string): KubeObject {
    const managers = this.#managersBefore(live, object);
    // An object that is not tracked yet is tracked from its creation, or its first apply.
    if (managers.length === 0 && live !== undefined) return withEntries(object, undefined);
    try {
      const updated = this.#updated(live ?? this.#options.zero, object, managers, manager);
      return withEntries(object, encodeManagedFields(updated));
    } catch (error) {
      if (!(error instanceof PathElementError)) throw error;
      return withEntries(object, undefined);
    }
  }

  /**
   * The object with a configuration applied; the live object itself when that changes nothing, owners included. Throws
   * StatusError: 409 with all conflicts, 400 for what cannot be applied; ApplyError for what Kubernetes has no code for.
   */
  apply(live: KubeObject | undefined, applied: KubeObject, manager: string, force: boolean): KubeObject {
    this.#checkApplied(applied);
    const { zero } = this.#options;
    const before = decodeManagedFields(live?.metadata?.managedFields);
    if (before === undefined) throw new ApplyError('failed to decode managed fields');
    const tracked =
      before.length === 0 && live !== undefined
        ? this.#updated(zero, live, before, 'before-first-apply')
        : before;
    try {
      return this.#applied(live ?? zero, applied, tracked, manager, force);
    } catch (error) {
      if (error instanceof FieldConflicts) throw conflictStatus(error.conflicts);
      throw error;
    }
  }

  #applied(
    live: KubeObject,
    applied: KubeObject,
    managers: Managers,
    manager: string,
    force: boolean,
  ): KubeObject {
    try {
      return this.#merged(live, applied, managers, manager, force);
    } catch (error) {
      if (manager !== 'kubectl' || !(error instanceof FieldConflicts)) throw error;
      // What kubectl applied by itself before, it may go on applying through the server.
      const allowed = allowedByLastApplied(this.#options.kind, live);
      if (allowed === undefined) throw error;
      const left = error.conflicts.filter(({ path }) => !allowed(path));
      if (left.length > 0) throw new FieldConflicts(left);
      return this.#merged(live, applied, managers, manager, true);
    }
  }

  #merged(
    live: KubeObject,
    applied: KubeObject,
    managers: Managers,
    manager: string,
    force: boolean,
  ): KubeObject {
    const made = this.#ownership.apply(
      live,
      applied,
      managers,
      this.#owner(manager, 'Apply', noFields),
      force,
    );
    const object = made.object as KubeObject;
    const isTold = manager === 'kubectl' && hasLastApplied(object);
    return withEntries(
      isTold ? withLastApplied(object, applied) : object,
      encodeManagedFields(this.#stamped(made.managers, manager, object !== live)),
    );
  }

  /** The managers after an apply: what nobody owns is left out, and who changed the object did so now. */
  #stamped(managers: Managers, manager: string, isChanged: boolean): Managers {
    const owner = ownerIn(managers, this.#owner(manager, 'Apply', noFields));
    if (owner === undefined) return managers;
    const owned = owning(owner, difference(difference(owner.fieldsV1, unowned), metadataItself));
    return withOwner(managers, isChanged ? { ...owned, time: this.#options.now() } : owned);
  }

  /** The managers after a change; the same ones where none of them owns anything else, and nothing was changed. */
  #updated(live: KubeObject, object: KubeObject, managers: Managers, manager: string): Managers {
    const owner = this.#owner(manager, 'Update', noFields);
    const { changed, others } = this.#ownership.update(live, object, managers, owner);
    if (isEmptySet(changed)) return others;
    const had = ownerIn(others, owner);
    owner.fieldsV1 = sharedUnion(had?.fieldsV1 ?? noFields, changed);
    owner.time = this.#options.now();
    if (had?.time === owner.time && had.fieldsV1 === owner.fieldsV1) return others;
    return capUpdateManagers(withOwner(others, owner));
  }

  /** Owners as the request gives them, if it does, else those of the live object. */
  #managersBefore(live: KubeObject | undefined, object: KubeObject): Managers {
    const given = this.#options.subresource === '' ? object.metadata?.managedFields : undefined;
    if (isReset(given)) return nobody;
    const managers = decodeManagedFields(given);
    if (managers !== undefined && managers.length > 0) return managers;
    return decodeManagedFields(live?.metadata?.managedFields) ?? nobody;
  }

  #checkApplied(applied: KubeObject): void {
    const { kind, kindName } = this.#options;
    if (applied.kind !== kindName || applied.apiVersion !== kind.apiVersion) {
      throw badRequest(`invalid object type: ${kindText(applied)}`);
    }
    if (applied.metadata?.managedFields != null) throw badRequest('metadata.managedFields must be nil');
    const problems = appliedProblems(kind.schema, applied);
    if (problems.length === 0) return;
    const { namespace, name } = applied.metadata ?? {};
    const subject = `${textOf(namespace)}/${textOf(name)}; ${kindText(applied)}`;
    throw new ApplyError(`failed to create typed patch object (${subject}): ${problemsText(problems)}`);
  }

  /** A new entry. Written out: a copy by spread costs several times as much, and every write makes one. */
  #owner(manager: string, operation: 'Apply' | 'Update', fieldsV1: FieldSet): NewOwner {
    const { kind, subresource } = this.#options;
    const { apiVersion } = kind;
    const name = manager === '' ? 'unknown' : manager;
    const fieldsType = 'FieldsV1';
    if (subresource === '') return { manager: name, operation, apiVersion, fieldsType, fieldsV1 };
    return { manager: name, operation, apiVersion, fieldsType, fieldsV1, subresource };
  }
}

type Draft<T> = { -readonly [Member in keyof T]: T[Member] };
type NewOwner = Draft<Owner>;

/** What nobody owns: it says which object it is, or the server decides it. Mirrors stripMetaManager. */
const unowned: FieldSet = {
  'f:apiVersion': noFields,
  'f:kind': noFields,
  'f:metadata': Object.fromEntries(
    ['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName']
      .concat('generation', 'managedFields', 'resourceVersion')
      .map((name) => [`f:${name}`, noFields]),
  ),
};

/** Nobody owns the metadata itself, either, but what is within. */
const metadataItself: FieldSet = { 'f:metadata': noFields };

/** Whether a request asks to forget all owners: an empty list, or one empty entry. */
function isReset(entries: readonly ManagedFieldsEntry[] | undefined): boolean {
  if (entries == null) return false;
  return entries.length === 0 || (entries.length === 1 && Object.keys(entries[0] ?? {}).length === 0);
}

/** What is applied may be of any type. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** As Go prints a GroupVersionKind: `apps/v1, Kind=Deployment`, `/v1, Kind=Pod`. */
function kindText({ apiVersion = '', kind = '' }: KubeObject): string {
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

/** The object with the owners; the object itself where it has them. */
function withEntries(object: KubeObject, entries: readonly ManagedFieldsEntry[] | undefined): KubeObject {
  if (object.metadata?.managedFields === entries) return object;
  const metadata: Draft<ObjectMeta> = { ...object.metadata };
  if (entries === undefined) delete metadata.managedFields;
  else metadata.managedFields = entries;
  const copy: Draft<KubeObject> = { ...object };
  copy.metadata = metadata;
  return copy;
}

/** Mirrors NewConflictError. */
function conflictStatus(found: readonly FieldConflict[]): Error {
  const conflicts = found
    .map(({ manager, path }) => ({
      by: managerIdentifier(manager),
      name: managerText(manager),
      path: pathText(path),
    }))
    .sort((a, b) => compareStrings(a.by, b.by));
  const causes: StatusCause[] = conflicts.map(({ name, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${name}`,
    field: path,
  }));
  const [first] = conflicts;
  if (first !== undefined && conflicts.length === 1) {
    return applyConflict(causes, `Apply failed with 1 conflict: conflict with ${first.name}: ${first.path}`);
  }
  const names = [...new Set(conflicts.map(({ name }) => name))];
  const lines = names.flatMap((manager) => [
    `conflicts with ${manager}:`,
    ...conflicts.filter(({ name }) => name === manager).map(({ path }) => `- ${path}`),
  ]);
  return applyConflict(causes, `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`);
}
