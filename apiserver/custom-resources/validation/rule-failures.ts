import {
  type CelValue,
  celOptionalNone,
  celOptionalOf,
  celValueOf,
  type FieldError,
  FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  omittedValue,
  type Schema,
  utf8Length,
  type ValidationRule,
  withTypeAndObjectMeta,
} from '../../../apimachinery/index.ts';
import { type CompiledRule, compiledRules } from './compiled-rules.ts';
import type { RuleBudget } from './rule-budget.ts';
import type { Place } from './validation-rules.ts';

const outOfBudget =
  'validation failed due to running out of cost budget, no further validation rules will be run';
const notSeen = 'rule compiler initialization error: failed to convert to declType for CEL validation rules';
const limitExceeded = 'operation cancelled: actual cost limit exceeded';
/** How long a message may be that an expression makes, in bytes. */
const messageBytesMax = 5 * 1024;

/** The values that a rule speaks of; made when the first rule asks. */
type Values = (isOptional: boolean) => { readonly self: CelValue; readonly oldSelf?: CelValue };

/**
 * What the rules of one schema say of a value. Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema/cel
 * (validateExpressions). A budget that is overdrawn ends it.
 */
export function ruleFailures(
  schema: Schema,
  isResource: boolean,
  place: Place,
  budget: RuleBudget,
): FieldError[] {
  const { path, old, ratcheting } = place;
  const type = schema.type === undefined || schema.type === 'int-or-string' ? '' : schema.type;
  const at = path === FieldPath.root ? undefined : path;
  const unable = (says: string) => fieldInvalid(at, type, says);
  const compiledAll = compiledRules(schema, isResource);
  if (compiledAll === undefined) return [unable(notSeen)];
  if (budget.isSpent) {
    budget.overdraw();
    return [unable(outOfBudget)];
  }
  const values = valuesOf(schema, isResource, place);
  const errors: FieldError[] = [];
  for (const compiled of compiledAll.rules) {
    const { rule, program, error, usesOldSelf } = compiled;
    if (error !== undefined) errors.push(unable(`rule compile error: ${error}`));
    if (program === undefined) continue;
    const isOptional = rule.optionalOldSelf === true;
    if (usesOldSelf && (old === undefined || old === null) && !isOptional) continue;
    const result = program.evaluate(values(isOptional));
    if (!budget.spend(result.cost)) return [...errors, unable(outOfBudget)];
    if (result.error !== undefined) {
      errors.push(unable(evaluationError(result.error, rule)));
      if (!result.error.startsWith(limitExceeded)) continue;
      budget.overdraw();
      return errors;
    }
    if (result.value === true) continue;
    const failure = failureOf(compiled, values, budget);
    if (usesOldSelf || !ratcheting.isUnchanged) errors.push(errorOf(failure, compiled, type, place));
    if (budget.isOverdrawn) return errors;
  }
  return errors;
}

function valuesOf(schema: Schema, isResource: boolean, { value, old }: Place): Values {
  const whole = isResource ? withTypeAndObjectMeta(schema) : schema;
  let self: CelValue | undefined;
  let oldSelf: CelValue | undefined;
  const hasOld = old !== undefined && old !== null;
  return (isOptional) => {
    self ??= celValueOf(value, whole);
    if (hasOld) oldSelf ??= celValueOf(old, whole);
    if (isOptional)
      return { self, oldSelf: oldSelf === undefined ? celOptionalNone : celOptionalOf(oldSelf) };
    return oldSelf === undefined ? { self } : { self, oldSelf };
  };
}

function evaluationError(error: string, rule: ValidationRule): string {
  if (error.startsWith('no such overload')) {
    return `'${error}': call arguments did not match a supported operator, function or macro signature for rule: ${nameOf(rule)}`;
  }
  if (error.startsWith(limitExceeded)) {
    return `'${error}': no further validation rules will be run due to call cost exceeds limit for rule: ${nameOf(rule)}`;
  }
  return `${error} evaluating rule: ${nameOf(rule)}`;
}

/** What people are told of a rule that does not hold; `isBroken` where it could not even be said. */
interface Failure {
  readonly says: string;
  readonly isBroken?: boolean;
}

function failureOf({ rule, message }: CompiledRule, values: Values, budget: RuleBudget): Failure {
  const fallback = { says: rule.message ? rule.message.trim() : `failed rule: ${nameOf(rule)}` };
  if (message === undefined) return fallback;
  const { value, error, cost } = message.evaluate(values(false));
  if (!budget.spend(cost)) {
    const says =
      'messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run';
    return { says, isBroken: true };
  }
  if (error?.startsWith(limitExceeded)) {
    budget.overdraw();
    const why =
      'no further validation rules will be run due to call cost exceeds limit for messageExpression';
    return { says: `${why}: ${JSON.stringify(rule.messageExpression)}`, isBroken: true };
  }
  const text = typeof value === 'string' ? value.trim() : '';
  const isUsable =
    error === undefined && text !== '' && utf8Length(text) <= messageBytesMax && !text.includes('\n');
  return isUsable ? { says: text } : fallback;
}

function errorOf(
  { says, isBroken = false }: Failure,
  { rule, fieldPath }: CompiledRule,
  type: string,
  { path, value }: Place,
): FieldError {
  const within = fieldPath === '' ? path : path.child(fieldPath);
  const at = within === FieldPath.root ? undefined : within;
  if (isBroken) return fieldInvalid(at, type, says);
  const shown = type === 'object' || type === 'array' ? omittedValue : value;
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return fieldForbidden(at, says);
    case 'FieldValueRequired':
      return fieldRequired(at, says);
    case 'FieldValueDuplicate':
      return fieldDuplicate(at, shown);
    default:
      return fieldInvalid(at, shown, says);
  }
}

/** What a rule is called where it gives no message. */
function nameOf({ rule, message = '' }: ValidationRule): string {
  return (message === '' ? rule : message).trim();
}
