import { aggregateMessages } from '../../../../apimachinery/index.ts';
import type { PolicyInput } from '../requests/request-bindings.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import { Evaluation } from './evaluation.ts';

const budget = 2_500_000;

/**
 * Whether all conditions of a policy hold; a text: what failed. They see no namespace. Throws OutOfBudget.
 * Mirrors kubernetes apiserver pkg/admission/plugin/webhook/matchconditions.
 */
export function conditionsHold(
  { matchConditions, variables }: CompiledPolicy,
  { bindings, authorizer }: PolicyInput,
): boolean | string {
  if (matchConditions.length === 0) return true;
  const seen = { ...bindings, ...authorizer, namespaceObject: null };
  const evaluation = new Evaluation(seen, variables, budget);
  const outcomes = matchConditions.map((condition) => evaluation.evaluate(condition));
  if (outcomes.some(({ value }) => value === false)) return false;
  const errors = outcomes.flatMap(({ error }) => error ?? []);
  return errors.length === 0 || aggregateMessages(errors);
}
