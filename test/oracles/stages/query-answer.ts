import { type Jq, JqError, JqLimitError, JqQuery } from '../../../stages/jq/index.ts';
import type { QueryCase } from './jq-cases.ts';
import { sampleOf } from './sample-objects.ts';

/** As the judge answers (jq.go). */
export function queryAnswer({ query: text, of }: QueryCase): unknown {
  let query: JqQuery;
  try {
    query = new JqQuery(text);
  } catch (error) {
    if (error instanceof JqError) return { refused: true };
    throw error;
  }
  try {
    return query.answers(sampleOf(of), 0).map(typed);
  } catch (error) {
    if (error instanceof JqError || error instanceof JqLimitError) return null;
    throw error;
  }
}

function typed(value: Jq): unknown {
  if (typeof value === 'bigint') return { int: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value))
    return { float: Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf' };
  if (Array.isArray(value)) return value.map(typed);
  if (typeof value === 'object' && value !== null)
    return { object: Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, typed(inner)])) };
  return value;
}
