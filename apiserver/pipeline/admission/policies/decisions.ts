import type { V1ValidatingAdmissionPolicy } from '../../../../api/index.ts';
import { type Bindings, utf8Length } from '../../../../apimachinery/index.ts';
import { type CompiledPolicy, compiledPolicy } from './compiled-policy.ts';
import { Evaluation, type Outcome, OutOfBudget } from './evaluation.ts';

/** Why a request is not to be admitted. */
export interface Denial {
  readonly message: string;
  /** Of a validation that is false: a reason of a Status. */
  readonly reason?: string;
  /** True of what denies whatever a binding says is to be done. */
  readonly always?: boolean;
}

/** What the expressions of a policy are evaluated over. */
export interface PolicyInput {
  readonly bindings: Bindings;
  /** The authorizer, which not all expressions see. */
  readonly authorizer: Bindings;
}

const budget = 10_000_000;
const matchBudget = 2_500_000;
const messageBytesMax = 5 * 1024;

/**
 * What a policy says to a request that matches it. Annotations of the audit are only evaluated: there is no audit that
 * would keep them. Mirrors kubernetes apiserver pkg/admission/plugin/policy/validating (validator.Validate).
 */
export function denialsOf(policy: V1ValidatingAdmissionPolicy, input: PolicyInput): readonly Denial[] {
  const ignoring = policy.spec?.failurePolicy === 'Ignore';
  try {
    const ready = compiledPolicy(policy);
    const matched = matchConditionsHold(ready, input);
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

/** A text: what failed. Mirrors pkg/admission/plugin/webhook/matchconditions; they see no namespace. */
function matchConditionsHold(
  { matchConditions, variables }: CompiledPolicy,
  { bindings, authorizer }: PolicyInput,
): boolean | string {
  if (matchConditions.length === 0) return true;
  const seen = { ...bindings, ...authorizer, namespaceObject: null };
  const evaluation = new Evaluation(seen, variables, matchBudget);
  const outcomes = matchConditions.map((condition) => evaluation.evaluate(condition));
  if (outcomes.some(({ value }) => value === false)) return false;
  const errors = new Set(outcomes.flatMap(({ error }) => error ?? []));
  if (errors.size === 0) return true;
  const texts = [...errors].join(', ');
  return errors.size === 1 ? texts : `[${texts}]`;
}

function failedValidations(
  { spec = {} }: V1ValidatingAdmissionPolicy,
  { validations, messages, variables }: CompiledPolicy,
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
  messages: CompiledPolicy['messages'],
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
  { auditAnnotations, variables }: CompiledPolicy,
  { bindings }: PolicyInput,
): readonly Denial[] {
  const evaluation = new Evaluation(bindings, variables, budget);
  return auditAnnotations.flatMap((annotation) => {
    const { error } = evaluation.evaluate(annotation);
    return error === undefined ? [] : [{ message: error, always: true }];
  });
}
