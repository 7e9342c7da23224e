import {
  type Correlation,
  compileOnce,
  declTypeOf,
  type FieldError,
  FieldPath,
  isObject,
  keyedItems,
  type Schema,
} from '../../../apimachinery/index.ts';
import { Ratcheting } from './ratcheting.ts';
import { RuleBudget } from './rule-budget.ts';
import { ruleFailures } from './rule-failures.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * The errors of the rules of a schema and of all within it, for a value; undefined where it has no rules. With a
 * correlation, what has not changed is let through. `path` is where the value stands. Mirrors
 * k8s.io/apiextensions-apiserver pkg/apiserver/schema/cel (Validator).
 */
export function validationRuleErrors(
  schema: Schema,
  value: unknown,
  old: unknown,
  correlation?: Correlation,
): FieldError[] {
  return rulesErrors(schema, true, value, old, FieldPath.root, new RuleBudget(), correlation);
}

/** The same for a value anywhere, which may spend what is left of a budget. */
export function rulesErrors(
  schema: Schema,
  isResource: boolean,
  value: unknown,
  old: unknown,
  path: FieldPath,
  budget: RuleBudget,
  correlation?: Correlation,
): FieldError[] {
  if (!leadsToRule(schema)) return [];
  const errors: FieldError[] = [];
  const walk = new RuleWalk(budget, errors);
  walk.check(schema, isResource, { value, old, path, ratcheting: new Ratcheting(correlation) });
  return errors;
}

/** A value, what stood there before, and where. */
export interface Place {
  readonly value: unknown;
  readonly old: unknown;
  readonly path: FieldPath;
  readonly ratcheting: Ratcheting;
}

class RuleWalk {
  readonly #budget: RuleBudget;
  readonly #errors: FieldError[];

  constructor(budget: RuleBudget, errors: FieldError[]) {
    this.#budget = budget;
    this.#errors = errors;
  }

  check(schema: Schema, isResource: boolean, place: Place): void {
    const { value } = place;
    if (value === null || value === undefined || !leadsToRule(schema)) return;
    if ((schema.validations ?? []).length > 0) {
      this.#errors.push(...ruleFailures(schema, isResource, place, this.#budget));
    }
    if (this.#budget.isOverdrawn) return;
    if (Array.isArray(value)) this.#checkItems(schema, value, place);
    else if (isObject(value)) this.#checkMembers(schema, value, place);
  }

  #checkItems(schema: Schema, list: readonly unknown[], { old, path, ratcheting }: Place): void {
    const { items } = schema;
    if (items === undefined || !leadsToRule(items)) return;
    const oldItem = Array.isArray(old) ? keyedItems(schema, old) : () => undefined;
    for (const [at, value] of list.entries()) {
      const place = { value, old: oldItem(value), path: path.index(at), ratcheting: ratcheting.index(at) };
      this.check(items, items.embeddedResource === true, place);
      if (this.#budget.isOverdrawn) return;
    }
  }

  #checkMembers(schema: Schema, object: Members, { old, path, ratcheting }: Place): void {
    const { properties = {}, additionalProperties } = schema;
    const before: Members = isObject(old) ? old : {};
    for (const name of Object.keys(object)) {
      const isDeclared = Object.hasOwn(properties, name);
      const member = isDeclared ? properties[name] : additionalProperties;
      if (member === undefined || !leadsToRule(member)) continue;
      if (isDeclared && !isVisible(member)) continue;
      this.check(member, member.embeddedResource === true, {
        value: object[name],
        old: Object.hasOwn(before, name) ? before[name] : undefined,
        path: isDeclared ? path.child(name) : path.key(name),
        ratcheting: ratcheting.key(name),
      });
      if (this.#budget.isOverdrawn) return;
    }
  }
}

/**
 * Whether a schema or one within has a rule. Members that expressions cannot see are left out with all that is in them. Each
 * is looked at once, for one may contain itself.
 */
export const leadsToRule: (schema: Schema) => boolean = compileOnce((schema) => {
  const seen = new Set([schema]);
  for (const next of seen) {
    if ((next.validations ?? []).length > 0) return true;
    for (const child of Object.values(next.properties ?? {})) if (isVisible(child)) seen.add(child);
    if (next.items !== undefined) seen.add(next.items);
    if (next.additionalProperties !== undefined) seen.add(next.additionalProperties);
  }
  return false;
});

function isVisible(schema: Schema): boolean {
  return declTypeOf(schema, schema.embeddedResource === true) !== undefined;
}
