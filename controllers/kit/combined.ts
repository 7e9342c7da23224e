import { aggregateMessages, messageOf } from '../../apimachinery/index.ts';

/** One error for all; the one itself if it is the only one. Mirrors k8s.io/apimachinery pkg/util/errors (NewAggregate). */
export function combined(errors: readonly unknown[]): unknown {
  if (errors.length === 1) return errors[0];
  return new AggregateError(errors, aggregateMessages(errors.map(messageOf)));
}
