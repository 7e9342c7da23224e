import type { V1ValidatingAdmissionPolicy } from '../../../../api/index.ts';
import { utf8Length } from '../../../../apimachinery/index.ts';
import { type CompiledValidations, compiledValidations } from './compiled-validations.ts';
import { budget, Evaluation, type Outcome, OutOfBudget } from './evaluation.ts';
import { conditionsHold } from './match-conditions.ts';
import type { PolicyInput } from './request-bindings.ts';

/** Why a request is not to be admitted. */
export interface Denial {
  readonly message: string;
  /** Of a validation that is false: a reason of a Status. */
  readonly reason?: string;
  /** True of what denies whatever a binding says is to be done. */
  readonly always?: boolean;
}

const messageBytesMax = 5 * 1024;

/**
 * What a policy says to a request that matches it. Annotations of the audit are only evaluated: there is no audit that
 * would keep them. Mirrors kubernetes apiserver pkg/admission/plugin/policy/validating (validator.Validate).
 */
export function denialsOf(policy: V1ValidatingAdmissionPolicy, input: PolicyInput): readonly Denial[] {
  const ignoring = policy.spec?.failurePolicy === 'Ignore';
  try {
    const ready = compiledValidations(policy);
    const matched = conditionsHold(ready, input);
    if (matched === false) return [];
    if (typeof matched === 'string') return ignoring ? [] : [{ message: matched }];
    return [...failedValidations(policy, ready, input), ...failedAnnotations(ready, input)].filter(
      ({ reason }) => reason !== undefined || !ignoring,
    );
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    return ignoring ? [] : [{ message: error.message }];
  }
}

function failedValidations(
  { spec = {} }: V1ValidatingAdmissionPolicy,
  { validations, messages, variables }: CompiledValidations,
  { bindings, authorizer }: PolicyInput,
): readonly Denial[] {
  const evaluation = new Evaluation({ ...bindings, ...authorizer }, variables, budget);
  const outcomes = validations.map((validation) => evaluation.evaluate(validation));
  const said = messageOutcomes(messages, new Evaluation(bindings, variables, evaluation.budget));
  return outcomes.flatMap(({ value, error }, index): readonly Denial[] => {
    if (error !== undefined) return [{ message: error }];
    if (typeof said === 'string') return [{ message: `failed messageExpression: ${said}` }];
    if (value === true) return [];
    const { expression = '', message = '', reason = 'Invalid' } = spec.validations?.[index] ?? {};
    const text = usable(said[index]) || message.trim() || `failed expression: ${expression.trim()}`;
    return [{ message: text, reason }];
  });
}

/** A text: why there are none. */
function messageOutcomes(
  messages: CompiledValidations['messages'],
  evaluation: Evaluation,
): readonly (Outcome | undefined)[] | string {
  try {
    return messages.map((message) => message && evaluation.evaluate(message));
  } catch (error) {
    if (error instanceof OutOfBudget) return error.message;
    throw error;
  }
}

function usable(outcome: Outcome | undefined): string {
  const text = typeof outcome?.value === 'string' ? outcome.value.trim() : '';
  return text.includes('\n') || utf8Length(text) > messageBytesMax ? '' : text;
}

function failedAnnotations(
  { auditAnnotations, variables }: CompiledValidations,
  { bindings }: PolicyInput,
): readonly Denial[] {
  const evaluation = new Evaluation(bindings, variables, budget);
  return auditAnnotations.flatMap((annotation) => {
    const { error } = evaluation.evaluate(annotation);
    return error === undefined ? [] : [{ message: error, always: true }];
  });
}
