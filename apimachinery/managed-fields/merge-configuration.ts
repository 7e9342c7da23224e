import type { Schema } from '../schema/schema.ts';
import { isList, isObject } from '../values/plain-json.ts';
import { ApplyError } from './apply-error.ts';
import { mergeApplied } from './merge-applied.ts';
import { elementText, fieldElement, PathElementError } from './path-element.ts';
import { anyValue, declaredMember, shapeOf } from './shape.ts';
import { appliedProblems, problemsText } from './validate-applied.ts';

/**
 * The object with a configuration laid over it that an admission policy made: nobody owns what it says. Throws ApplyError for
 * what does not fit the schema, and for values that would be replaced as a whole.
 * Mirrors kubernetes apiserver pkg/admission/plugin/policy/mutating/patch (ApplyStructuredMergeDiff).
 */
export function mergeConfiguration(schema: Schema, live: unknown, applied: unknown): unknown {
  const problems = appliedProblems(schema, applied);
  if (problems.length > 0) {
    throw new ApplyError(`failed to convert patch object to typed object: ${problemsText(problems)}`);
  }
  const atomics = [...atomicsIn(schema, applied, '')];
  if (atomics.length > 0) {
    const places = atomics.join(', ');
    throw new ApplyError(
      `invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${places}`,
    );
  }
  try {
    return mergeApplied(schema, live, applied);
  } catch (error) {
    if (!(error instanceof PathElementError)) throw error;
    throw new ApplyError(`failed to merge patch: ${error.message}`);
  }
}

/** Where a configuration has lists and maps that are owned as one. */
function* atomicsIn(schema: Schema, value: unknown, path: string): Iterable<string> {
  if (!isObject(value) && !isList(value)) return;
  if (shapeOf(schema, value) === 'whole') yield path;
  if (isList(value)) {
    for (const [index, item] of value.entries()) {
      yield* atomicsIn(schema.items ?? anyValue, item, `${path}${elementText(`i:${index}`)}`);
    }
    return;
  }
  for (const name of Object.keys(value)) {
    const within = declaredMember(schema, name);
    if (within !== undefined) {
      yield* atomicsIn(within, value[name], `${path}${elementText(fieldElement(name))}`);
    }
  }
}
