import { formatMismatches } from '../scenarios/index.ts';
import {
  conditionProblem,
  type ExpectedCondition,
  type ExpectedEvent,
  eventProblem,
} from './conditions-and-events.ts';
import { type EqualObjectOptions, objectDifferences } from './equal-object.ts';

/** What a matcher of vitest, or of another framework with `expect.extend`, answers. */
export interface Matched {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Matchers for `expect.extend(matchers)`. For their types:
 * `declare module 'vitest' { interface Matchers<T = any> extends ObjectMatchers<T> {} }`.
 */
export const matchers = {
  toEqualObject(actual: unknown, expected: object, options?: EqualObjectOptions): Matched {
    const found = objectDifferences(actual, expected, options);
    return matched(
      found.length === 0 ? undefined : `- expected, + found:\n${formatMismatches(found)}`,
      'they are equal',
    );
  },
  toHaveCondition(object: unknown, expected: string | ExpectedCondition): Matched {
    const wanted = typeof expected === 'string' ? { type: expected } : expected;
    return matched(conditionProblem(object, wanted), 'it has the condition');
  },
  toHaveEvent(events: unknown, expected: ExpectedEvent): Matched {
    return matched(eventProblem(events, expected), 'there is such an event');
  },
};

/** The matchers as `expect` has them. */
export interface ObjectMatchers<R = unknown> {
  /** As `equalObject`. */
  toEqualObject(expected: object, options?: EqualObjectOptions): R;
  /** A condition of this type that is `True`, or one as described. */
  toHaveCondition(expected: string | ExpectedCondition): R;
  /** Of a list of events: one of them is as described. */
  toHaveEvent(expected: ExpectedEvent): R;
}

function matched(problem: string | undefined, otherwise: string): Matched {
  return { pass: problem === undefined, message: () => problem ?? otherwise };
}
