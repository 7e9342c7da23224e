import type { Schema } from '../schema/schema.ts';
import { sameJson } from '../values/plain-json.ts';
import { compareFields, type FieldChanges } from './compare-fields.ts';
import { type FieldFilter, fieldsExcept, fieldsOfBoth, keptFields } from './field-filter.ts';
import { type FieldNode, fieldNode } from './field-node.ts';
import {
  difference,
  type FieldSet,
  forEachPath,
  intersection,
  isEmptySet,
  noFields,
  union,
} from './field-set.ts';
import { fieldsOf } from './fields-of.ts';
import {
  type Managers,
  type Owner,
  ownedByVersion,
  ownerIn,
  owning,
  unlessSame,
  withOwner,
} from './managers.ts';
import { mergeApplied } from './merge-applied.ts';
import { removeFields } from './remove-fields.ts';
import { withNamedFields, withSchemaChanges } from './schema-changes.ts';
import { shared, sharedDifference, sharedUnion } from './shared-sets.ts';

/** A version of an object's kind, as field ownership sees it. */
export interface VersionedKind {
  readonly apiVersion: string;
  readonly schema: Schema;
  /** What requests can set (of a Deployment itself all but its status): only that somebody comes to own by them. */
  readonly settable: FieldFilter;
}

/** The versions of a kind. */
export interface VersionConverter {
  /** Undefined for a version that is not served any more. */
  kindOf(apiVersion: string): VersionedKind | undefined;
  /** Undefined where that cannot be said at once: then what is owned in that version stays as it is. */
  convert(object: unknown, from: VersionedKind, to: VersionedKind): unknown;
}

/** One field that another manager owns and an apply would change. */
export interface FieldConflict {
  readonly manager: Owner;
  readonly path: readonly string[];
}

/** An apply would change what others own. Mirrors merge.Conflicts. */
export class FieldConflicts extends Error {
  override readonly name = 'FieldConflicts';
  readonly conflicts: readonly FieldConflict[];

  constructor(conflicts: readonly FieldConflict[]) {
    super(`${conflicts.length} fields are owned by other managers`);
    this.conflicts = conflicts;
  }
}

export interface Updated {
  readonly changed: FieldSet;
  readonly others: Managers;
}

export interface Applied {
  /** The live object itself when nothing changes. */
  readonly object: unknown;
  readonly managers: Managers;
}

/**
 * Who owns the fields of objects, and what an apply makes of them: what it names it takes, what it named before and
 * does not name now goes, unless somebody else owns it.
 * Mirrors sigs.k8s.io/structured-merge-diff merge (Updater).
 */
export class FieldOwnership {
  readonly #kind: VersionedKind;
  readonly #noticed: FieldNode;
  readonly #versions: VersionConverter;

  /** For requests in one version of the kind. Changes of what nobody owns are not looked at. */
  constructor(kind: VersionedKind, versions: VersionConverter, unowned: FieldSet) {
    this.#kind = kind;
    this.#noticed = fieldNode(kind.schema, fieldsOfBoth(kind.settable, fieldsExcept(unowned)));
    this.#versions = versions;
  }

  /** What a manager changed who has written an object over another, both in this version, and what all own besides. */
  update(live: unknown, object: unknown, managers: Managers, manager: Owner): Updated {
    const changes = this.#changes(this.#kind, live, object);
    const tracked = this.#withSchemaChanges(managers);
    const self = ownerIn(tracked, manager);
    const left = this.#afterChanges(live, object, tracked, changes, true, self);
    const own = self && owning(self, sharedDifference(self.fieldsV1, changes.removed));
    return {
      changed: sharedUnion(changes.modified, changes.added),
      others: own === undefined || own === self ? left : withOwner(left, own),
    };
  }

  /** Throws FieldConflicts unless forced, and PathElementError. `live` and `applied` are in this version. */
  apply(live: unknown, applied: unknown, managers: Managers, manager: Owner, force: boolean): Applied {
    const { schema, settable } = this.#kind;
    const others = this.#withSchemaChanges(managers);
    const last = ownerIn(others, manager);
    const fieldsV1 = shared(keptFields(fieldsOf(schema, applied), settable));
    const owner: Owner = { ...manager, ...(last?.time === undefined ? {} : { time: last.time }), fieldsV1 };
    const all = withOwner(others, owner);
    const merged = mergeApplied(schema, live, applied);
    const object = this.#prune(merged, all, last);
    const changes = this.#changes(this.#kind, live, object);
    const left = this.#afterChanges(live, object, all, changes, force, owner);
    return { object: sameJson(live, object) ? live : object, managers: left };
  }

  #changes(kind: VersionedKind, before: unknown, after: unknown): FieldChanges {
    const node = kind === this.#kind ? this.#noticed : fieldNode(kind.schema, kind.settable);
    return compareFields(node, before, after);
  }

  /**
   * What managers own after a change by `self`, who keeps what it owned before. Those that own nothing any more go. The
   * same managers where all is as it was.
   */
  #afterChanges(
    live: unknown,
    object: unknown,
    managers: Managers,
    own: FieldChanges,
    force: boolean,
    self?: Owner,
  ): Managers {
    const byVersion = new Map([[this.#kind.apiVersion, own]]);
    const left: Owner[] = [];
    const conflicts: FieldConflict[] = [];
    for (const owner of managers) {
      const { apiVersion, fieldsV1 } = owner;
      const changes = byVersion.get(apiVersion) ?? this.#changesIn(apiVersion, live, object);
      if (changes === undefined) continue;
      byVersion.set(apiVersion, changes);
      if (owner === self) {
        if (!isEmptySet(fieldsV1)) left.push(owner);
        continue;
      }
      const changed = sharedUnion(changes.modified, changes.added);
      if (!force) {
        forEachPath(intersection(fieldsV1, changed), (path) => conflicts.push({ manager: owner, path }));
      }
      const fields = sharedDifference(sharedDifference(fieldsV1, changed), changes.removed);
      if (!isEmptySet(fields)) left.push(owning(owner, fields));
    }
    if (conflicts.length > 0) throw new FieldConflicts(conflicts);
    return unlessSame(managers, left);
  }

  #changesIn(apiVersion: string, before: unknown, after: unknown): FieldChanges | undefined {
    const kind = this.#versions.kindOf(apiVersion);
    if (kind === undefined) return undefined;
    const [left, right] = [this.#convert(before, kind), this.#convert(after, kind)];
    return left === undefined || right === undefined ? noChanges : this.#changes(kind, left, right);
  }

  #convert(object: unknown, to: VersionedKind, from: VersionedKind = this.#kind): unknown {
    return from.apiVersion === to.apiVersion ? object : this.#versions.convert(object, from, to);
  }

  /** Without what the manager applied before and does not apply now, unless others own it. */
  #prune(merged: unknown, managers: Managers, last: Owner | undefined): unknown {
    const kind = last === undefined ? undefined : this.#versions.kindOf(last.apiVersion);
    if (last === undefined || kind === undefined || isEmptySet(last.fieldsV1)) return merged;
    const before = this.#convert(merged, kind);
    if (before === undefined) return merged;
    const bare = removeFields(kind.schema, before, withNamedFields(kind.schema, last.fieldsV1));
    const owned = this.#withOwned(before, bare, kind, managers);
    if (owned === undefined) return merged;
    return this.#convert(this.#onlyWithout(before, owned, kind, last.fieldsV1), this.#kind, kind);
  }

  /** Puts back what managers own; undefined where that cannot be said. What the version of `kind` owns comes first: conversion may need it. */
  #withOwned(merged: unknown, bare: unknown, kind: VersionedKind, managers: Managers): unknown {
    const owned = ownedByVersion(managers);
    const first = owned.get(kind.apiVersion);
    owned.delete(kind.apiVersion);
    let pruned = first === undefined ? bare : putBack(kind.schema, merged, bare, first);
    for (const [apiVersion, fields] of owned) {
      const version = this.#versions.kindOf(apiVersion);
      if (version === undefined) continue;
      const [all, some] = [this.#convert(merged, version, kind), this.#convert(pruned, version, kind)];
      if (all === undefined || some === undefined) return undefined;
      pruned = this.#convert(putBack(version.schema, all, some, fields), kind, version);
    }
    return pruned;
  }

  /** Of what is gone only what the manager had applied is gone. */
  #onlyWithout(merged: unknown, pruned: unknown, { schema }: VersionedKind, last: FieldSet): unknown {
    const named = (set: FieldSet): FieldSet => withNamedFields(schema, set);
    const gone = difference(named(fieldsOf(schema, merged)), named(fieldsOf(schema, pruned)));
    return removeFields(schema, merged, intersection(gone, named(last)));
  }

  #withSchemaChanges(managers: Managers): Managers {
    const made: Owner[] = [];
    for (const owner of managers) {
      const kind = this.#versions.kindOf(owner.apiVersion);
      if (kind !== undefined) made.push(owning(owner, withSchemaChanges(kind.schema, owner.fieldsV1)));
    }
    return unlessSame(managers, made);
  }
}

const noChanges: FieldChanges = { added: noFields, modified: noFields, removed: noFields };

function putBack(schema: Schema, merged: unknown, pruned: unknown, owned: FieldSet): unknown {
  const named = (set: FieldSet): FieldSet => withNamedFields(schema, set);
  const kept = union(named(fieldsOf(schema, pruned)), named(owned));
  return removeFields(schema, merged, difference(named(fieldsOf(schema, merged)), kept));
}
