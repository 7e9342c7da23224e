import type { Schema } from './schema.ts';

/**
 * A rule compiled at most once per schema. Schemas are immutable, so what is compiled stays true; it goes when the
 * schema goes. A schema may contain itself: `compile` must look at sub-schemas lazily.
 */
export function compileOnce<Rule>(compile: (schema: Schema) => Rule): (schema: Schema) => Rule {
  const compiled = new WeakMap<Schema, Rule>();
  return (schema) => {
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    const rule = compile(schema);
    compiled.set(schema, rule);
    return rule;
  };
}

/** Whether Kubernetes handles values of the schema with Go types of its own, and not by a schema alone. */
export function isBuiltIn(schema: Schema): boolean {
  return schema.definition?.startsWith('io.k8s.') ?? false;
}

/** Whether values can be anything. */
export function isFree(schema: Schema): boolean {
  return (
    schema.type === undefined && schema.properties === undefined && schema.additionalProperties === undefined
  );
}
