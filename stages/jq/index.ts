/**
 * jq: queries of JSON, as gojq reads and answers them. A query goes from text to tokens and a tree (`lexer.ts`,
 * `parser.ts`), and is run over a value as a generator of answers (`evaluate.ts`). It takes so many steps and no more.
 */
import type { Query } from './ast.ts';
import { checkNames } from './check-names.ts';
import { Evaluation } from './evaluate.ts';
import { JqError, JqLimitError } from './jq-error.ts';
import { parseQuery } from './parser.ts';
import { type Jq, jqOf } from './values.ts';

export { JqError, JqLimitError } from './jq-error.ts';
export type { Jq } from './values.ts';

/** A query that can be asked of values. */
export class JqQuery {
  readonly #query: Query;

  /** Throws JqError for a text that is none, or that names what is not there. */
  constructor(text: string) {
    this.#query = parseQuery(text);
    checkNames(this.#query);
  }

  /** All answers, in order. Throws JqError where the query fails on the value, JqLimitError where it takes too long. */
  answers(data: unknown, nowMs: number): Jq[] {
    try {
      return [...new Evaluation(nowMs).values(this.#query, jqOf(data), undefined)];
    } catch (error) {
      // What a text, a number or the stack has no room for.
      if (error instanceof RangeError) throw new JqLimitError(`the query makes too much: ${error.message}`);
      throw error;
    }
  }

  /**
   * The answers that count: those that are something. Undefined where the query fails on the value: what it said before
   * does not count either. Throws JqLimitError. Mirrors kwok pkg/utils/expression (Query.Execute).
   */
  found(data: unknown, nowMs: number): Jq[] | undefined {
    try {
      return this.answers(data, nowMs).filter((answer) => answer !== null);
    } catch (error) {
      if (error instanceof JqError) return undefined;
      throw error;
    }
  }
}
