import { compileOnce } from '../schema/compile-once.ts';
import type { Schema } from '../schema/schema.ts';
import { type FieldSet, isEmptySet, isMember, mapElements, node, noFields } from './field-set.ts';
import { anyValue, declaredMember, memberSchema, shapeOf } from './shape.ts';

/**
 * The set with each struct's field in it of which something below is in it. Such fields go when what is below them goes.
 * Mirrors sigs.k8s.io/structured-merge-diff fieldpath (Set.EnsureNamedFieldsAreMembers).
 */
export function withNamedFields(schema: Schema, set: FieldSet): FieldSet {
  return mapElements(set, (element, below) => {
    if (isEmptySet(below)) return below;
    const name = element.startsWith('f:') ? element.slice(2) : undefined;
    const isNamed = name !== undefined && declaredMember(schema, name) !== undefined;
    return node(isMember(below) || isNamed, withNamedFields(schemaBelow(schema, element), below));
  });
}

/**
 * The set after the schema has changed since it was written: of what was granular and is atomic now, only the whole is
 * owned. Mirrors sigs.k8s.io/structured-merge-diff typed (ReconcileFieldSetWithSchema).
 */
export function withSchemaChanges(schema: Schema, set: FieldSet): FieldSet {
  const known = upToDate(schema);
  if (known.has(set)) return set;
  const made = reconciled(schema, set);
  known.add(made);
  return made;
}

/** Sets that have been looked at: most of them stay from one revision to the next. */
const upToDate = compileOnce(() => new WeakSet<FieldSet>());

function reconciled(schema: Schema, set: FieldSet): FieldSet {
  return mapElements(set, (element, below) => {
    if (isEmptySet(below)) return below;
    const of = schemaBelow(schema, element);
    const isAtomic = of.type !== undefined && shapeOf(of, undefined) === 'whole';
    return isAtomic ? noFields : node(isMember(below), reconciled(of, below));
  });
}

/** The schema of what an element names. */
export function schemaBelow(schema: Schema, element: string): Schema {
  if (!element.startsWith('f:')) return schema.items ?? anyValue;
  return memberSchema(schema, element.slice(2)) ?? anyValue;
}
