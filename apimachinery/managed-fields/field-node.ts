import { compileOnce } from '../schema/compile-once.ts';
import type { Schema } from '../schema/schema.ts';
import { allFields, type FieldFilter } from './field-filter.ts';
import { fieldElement } from './path-element.ts';
import { anyValue, declaredMember, memberSchema } from './shape.ts';

/** A member of a map: how a set names it, and what of it is looked at. */
export interface FieldMember {
  readonly element: string;
  readonly below: FieldNode;
}

/**
 * A schema, and what a filter keeps of its values, prepared for walking them. What is below is prepared when a value has
 * it, once: a schema may contain itself.
 */
export class FieldNode {
  readonly schema: Schema;
  readonly #filter: FieldFilter;
  readonly #members = new Map<string, FieldMember | undefined>();

  constructor(schema: Schema, filter: FieldFilter) {
    this.schema = schema;
    this.#filter = filter;
  }

  /** Undefined where the filter keeps nothing of it. */
  member(name: string): FieldMember | undefined {
    const known = this.#members.get(name);
    if (known !== undefined || this.#members.has(name)) return known;
    const element = fieldElement(name);
    const below = this.#below(element, memberSchema(this.schema, name));
    const member = below && { element, below };
    // Names that the schema does not say have no end.
    if (declaredMember(this.schema, name) !== undefined) this.#members.set(name, member);
    return member;
  }

  /** Of a list's item; undefined where the filter keeps nothing of it. */
  item(element: string): FieldNode | undefined {
    return this.#below(element, this.schema.items);
  }

  #below(element: string, schema: Schema = anyValue): FieldNode | undefined {
    const kept = this.#filter.keeps(element);
    return kept && fieldNode(schema, kept);
  }
}

export function fieldNode(schema: Schema, filter: FieldFilter = allFields): FieldNode {
  return filter === allFields ? wholeNode(schema) : new FieldNode(schema, filter);
}

const wholeNode = compileOnce((schema) => new FieldNode(schema, allFields));
