import type { V1ValidatingAdmissionPolicy } from '../../../../api/index.ts';
import { utf8Length } from '../../../../apimachinery/index.ts';
import type { PolicyInput } from '../requests/request-bindings.ts';
import { type CompiledValidations, compiledValidations } from './compiled-validations.ts';
import { budget, Evaluation, type Outcome, OutOfBudget } from './evaluation.ts';
import { conditionsHold } from './match-conditions.ts';

/** Why a request is not to be admitted. */
export interface Denial {
  readonly message: string;
  /** Of a validation that is false: a reason of a Status. */
  readonly reason?: string;
  /** Which validation denies; 0 where none of them does by itself. */
  readonly index: number;
  /** True of what denies whatever a binding says is to be done. */
  readonly always?: boolean;
}

/** What a policy says of a request. */
export interface Verdict {
  readonly denials: readonly Denial[];
  /** What it has to say to the audit, by the keys of its annotations. */
  readonly annotations: readonly (readonly [key: string, value: string])[];
}

const messageBytesMax = 5 * 1024;
const nothing: Verdict = { denials: [], annotations: [] };

/**
 * What a policy says to a request that matches it. Mirrors kubernetes apiserver pkg/admission/plugin/policy/validating
 * (validator.Validate).
 */
export function verdictOf(policy: V1ValidatingAdmissionPolicy, input: PolicyInput): Verdict {
  const ignoring = policy.spec?.failurePolicy === 'Ignore';
  const failed = (message: string): Verdict =>
    ignoring ? nothing : { denials: [{ message, index: 0 }], annotations: [] };
  try {
    const ready = compiledValidations(policy);
    const matched = conditionsHold(ready, input);
    if (matched === false) return nothing;
    if (typeof matched === 'string') return failed(matched);
    const { denials, annotations } = annotationsOf(policy, ready, input);
    const all = [...failedValidations(policy, ready, input), ...denials];
    return { denials: all.filter(({ reason }) => reason !== undefined || !ignoring), annotations };
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    return failed(error.message);
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
    if (error !== undefined) return [{ message: error, index }];
    if (typeof said === 'string') return [{ message: `failed messageExpression: ${said}`, index }];
    if (value === true) return [];
    const { expression = '', message = '', reason = 'Invalid' } = spec.validations?.[index] ?? {};
    const text = usable(said[index]) || message.trim() || `failed expression: ${expression.trim()}`;
    return [{ message: text, reason, index }];
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

function annotationsOf(
  { spec = {} }: V1ValidatingAdmissionPolicy,
  { auditAnnotations, variables }: CompiledValidations,
  { bindings }: PolicyInput,
): Verdict {
  const evaluation = new Evaluation(bindings, variables, budget);
  const outcomes = auditAnnotations.map((annotation) => evaluation.evaluate(annotation));
  return {
    denials: outcomes.flatMap(({ error }, index) =>
      error === undefined ? [] : [{ message: error, always: true, index }],
    ),
    annotations: outcomes.flatMap(({ value }, index) => {
      const text = typeof value === 'string' ? value.trim() : '';
      return text === '' ? [] : [[spec.auditAnnotations?.[index]?.key ?? '', text] as const];
    }),
  };
}
