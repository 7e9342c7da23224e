import { type FieldError, pruneUnknown, RenderedValue, validateSchema } from '../../apimachinery/index.ts';
import { schemaOf, withArticle } from '../resource-of.ts';
import type { ScenarioObject } from '../scenario.ts';

export interface FieldProblem {
  /** Within the object: `spec.replicas`. */
  readonly path: string;
  readonly problem: string;
}

/**
 * The first field that can be right nowhere: one the kind does not have, or with a value of another type. What is
 * missing is no problem, as it may be there already or not matter; the API server says so when it does.
 */
export function fieldProblem(object: ScenarioObject): FieldProblem | undefined {
  const schema = schemaOf(object);
  if (schema === undefined) return undefined;
  // `$patch` and the like are directives of a strategic merge patch.
  const path = pruneUnknown(schema, object).unknown.find((field) => !/(^|\.)\$/.test(field));
  if (path !== undefined) return { path, problem: `${withArticle(object.kind)} has no such field` };
  for (const error of validateSchema(schema, object)) {
    const problem = problemOf(error);
    if (problem !== undefined) return { path: error.field, problem };
  }
  return undefined;
}

function problemOf({ type, value, detail }: FieldError): string | undefined {
  if (type === 'FieldValueNotSupported')
    return `is ${value instanceof RenderedValue ? value.text : JSON.stringify(value)}; ${detail}`;
  if (type !== 'FieldValueTypeInvalid') return undefined;
  const wanted = / must be of type ([^:]+):/.exec(detail)?.[1] ?? 'another type';
  const quotes = wanted === 'string' && value !== 'object' && value !== 'array';
  return `must be of type ${wanted}, not ${value}${quotes ? '; perhaps it needs quotes' : ''}`;
}
