import type { Schema } from 'js-yaml';
import { yaml } from './yaml-library.ts';

/**
 * A value of JSON as YAML, as Kubernetes writes it: in block style, keys in alphabetical order, texts in quotes where they
 * could be read as something else. Mirrors sigs.k8s.io/yaml (Marshal).
 */
export function writeYaml(value: unknown): string {
  schema ??= withBigints();
  return yaml().dump(value, {
    schema,
    sortKeys: true,
    seqNoIndent: true,
    quoteStyle: 'double',
    lineWidth: -1,
    noRefs: true,
  });
}

let schema: Schema | undefined;

/** The library knows no bigints. */
function withBigints(): Schema {
  const { DUMP_SCHEMA, intYaml11Tag } = yaml();
  const int = DUMP_SCHEMA.lookupScalarTag(intYaml11Tag.tagName) ?? intYaml11Tag;
  return DUMP_SCHEMA.withTags({
    ...int,
    identify: (value) => typeof value === 'bigint' || int.identify(value),
    represent: (value) => (typeof value === 'bigint' ? String(value) : int.represent(value)),
  });
}
