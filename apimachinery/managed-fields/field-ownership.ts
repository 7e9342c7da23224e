import type { Schema } from '../schema/schema.ts';
import { sameJson } from '../values/plain-json.ts';
import { compareFields, type FieldChanges } from './compare-fields.ts';
import {
  difference,
  type FieldSet,
  forEachPath,
  intersection,
  isEmptySet,
  noFields,
  recursiveDifference,
  union,
} from './field-set.ts';
import { fieldsOf } from './fields-of.ts';
import { type Managers, type OwnedFields, ownedByVersion, withManager } from './managers.ts';
import { mergeApplied } from './merge-applied.ts';
import { removeFields } from './remove-fields.ts';
import { withNamedFields, withSchemaChanges } from './schema-changes.ts';

/** A version of an object's kind, as field ownership sees it. */
export interface VersionedKind {
  readonly apiVersion: string;
  readonly schema: Schema;
  /** What requests of this kind cannot set (`status` of a Deployment itself): nobody comes to own it by them. */
  readonly resetFields: FieldSet;
}

/** The versions of a kind. */
export interface VersionConverter {
  /** Undefined for a version that is not served any more. */
  kindOf(apiVersion: string): VersionedKind | undefined;
  convert(object: unknown, from: VersionedKind, to: VersionedKind): unknown;
}

/** One field that another manager owns and an apply would change. */
export interface FieldConflict {
  readonly manager: string;
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
  readonly #versions: VersionConverter;

  /** For requests in one version of the kind. */
  constructor(kind: VersionedKind, versions: VersionConverter) {
    this.#kind = kind;
    this.#versions = versions;
  }

  /** The managers after one of them has written an object over another. Both are in this version. */
  update(live: unknown, object: unknown, managers: Managers, manager: string): Managers {
    const kind = this.#kind;
    const others = this.#withSchemaChanges(managers);
    const changes = this.#changes(kind, live, object);
    const left = this.#afterChanges(live, object, others, manager, changes, true);
    const had = left.get(manager)?.fields ?? noFields;
    const changed = union(union(difference(had, changes.removed), changes.modified), changes.added);
    const fields = recursiveDifference(changed, kind.resetFields);
    return withManager(left, manager, { fields, apiVersion: kind.apiVersion, applied: false });
  }

  /** Throws FieldConflicts unless forced, and PathElementError. `live` and `applied` are in this version. */
  apply(live: unknown, applied: unknown, managers: Managers, manager: string, force: boolean): Applied {
    const { schema, resetFields, apiVersion } = this.#kind;
    const others = this.#withSchemaChanges(managers);
    const last = others.get(manager);
    const fields = recursiveDifference(fieldsOf(schema, applied), resetFields);
    const all = new Map(others).set(manager, { fields, apiVersion, applied: true });
    const merged = mergeApplied(schema, live, applied);
    const object = this.#prune(merged, all, last);
    const changes = this.#changes(this.#kind, live, object);
    const left = this.#afterChanges(live, object, all, manager, changes, force);
    return { object: sameJson(live, object) ? live : object, managers: left };
  }

  #changes(kind: VersionedKind, before: unknown, after: unknown): FieldChanges {
    const { added, modified, removed } = compareFields(kind.schema, before, after);
    const without = (set: FieldSet): FieldSet => recursiveDifference(set, kind.resetFields);
    return { added: without(added), modified: without(modified), removed: without(removed) };
  }

  /** What the others own after a change. Those that own nothing any more go. */
  #afterChanges(
    live: unknown,
    object: unknown,
    managers: Managers,
    manager: string,
    own: FieldChanges,
    force: boolean,
  ): Managers {
    const byVersion = new Map([[this.#kind.apiVersion, own]]);
    const left = new Map<string, OwnedFields>();
    const conflicts: FieldConflict[] = [];
    for (const [other, owned] of managers) {
      if (other === manager) {
        if (!isEmptySet(owned.fields)) left.set(other, owned);
        continue;
      }
      const changes = byVersion.get(owned.apiVersion) ?? this.#changesIn(owned.apiVersion, live, object);
      if (changes === undefined) continue;
      byVersion.set(owned.apiVersion, changes);
      const taken = intersection(owned.fields, union(changes.modified, changes.added));
      forEachPath(taken, (path) => conflicts.push({ manager: other, path: [...path] }));
      const fields = difference(difference(owned.fields, taken), changes.removed);
      if (!isEmptySet(fields)) left.set(other, fields === owned.fields ? owned : { ...owned, fields });
    }
    if (!force && conflicts.length > 0) throw new FieldConflicts(conflicts);
    return left;
  }

  #changesIn(apiVersion: string, before: unknown, after: unknown): FieldChanges | undefined {
    const kind = this.#versions.kindOf(apiVersion);
    return kind === undefined
      ? undefined
      : this.#changes(kind, this.#convert(before, kind), this.#convert(after, kind));
  }

  #convert(object: unknown, to: VersionedKind, from: VersionedKind = this.#kind): unknown {
    return from.apiVersion === to.apiVersion ? object : this.#versions.convert(object, from, to);
  }

  /** Without what the manager applied before and does not apply now, unless others own it. */
  #prune(merged: unknown, managers: Managers, last: OwnedFields | undefined): unknown {
    const kind = last === undefined ? undefined : this.#versions.kindOf(last.apiVersion);
    if (last === undefined || kind === undefined || isEmptySet(last.fields)) return merged;
    const before = this.#convert(merged, kind);
    const bare = removeFields(kind.schema, before, withNamedFields(kind.schema, last.fields));
    const owned = this.#withOwned(before, bare, kind, managers);
    return this.#convert(this.#onlyWithout(before, owned, kind, last.fields), this.#kind, kind);
  }

  /** Puts back what managers own. What the version of `kind` owns comes first: conversion may need it. */
  #withOwned(merged: unknown, bare: unknown, kind: VersionedKind, managers: Managers): unknown {
    const owned = ownedByVersion(managers);
    const first = owned.get(kind.apiVersion);
    owned.delete(kind.apiVersion);
    let pruned = first === undefined ? bare : putBack(kind.schema, merged, bare, first);
    for (const [apiVersion, fields] of owned) {
      const version = this.#versions.kindOf(apiVersion);
      if (version === undefined) continue;
      const [all, some] = [this.#convert(merged, version, kind), this.#convert(pruned, version, kind)];
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
    const made = new Map<string, OwnedFields>();
    for (const [manager, owned] of managers) {
      const kind = this.#versions.kindOf(owned.apiVersion);
      if (kind === undefined) continue;
      const fields = withSchemaChanges(kind.schema, owned.fields);
      made.set(manager, fields === owned.fields ? owned : { ...owned, fields });
    }
    return made;
  }
}

function putBack(schema: Schema, merged: unknown, pruned: unknown, owned: FieldSet): unknown {
  const named = (set: FieldSet): FieldSet => withNamedFields(schema, set);
  const kept = union(named(fieldsOf(schema, pruned)), named(owned));
  return removeFields(schema, merged, difference(named(fieldsOf(schema, merged)), kept));
}
