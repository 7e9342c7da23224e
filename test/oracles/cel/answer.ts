import {
  celEnvironment,
  celOptionalNone,
  celOptionalOf,
  celTypeOf,
  celValueOf,
  declTypeOf,
  optionalType,
  typeText,
} from '../../../apimachinery/cel/index.ts';
import { declaredSchema } from '../../../component-helpers/index.ts';
import type { Answer, Question } from './cases.ts';
import { describeValue } from './describe-value.ts';

/** Our answer, in the form of the judge's. */
export function answer(question: Question): Answer {
  const environment = environmentOf(question);
  const compiled = environment.compile(question.expression);
  if ('error' in compiled) return { error: compiled.error };
  const { min, max } = compiled.estimateCost();
  const known: Answer = { type: typeText(compiled.type), estimate: [String(min), String(max)] };
  const program = compiled.plan();
  if ('error' in program) return { ...known, plan: program.error };
  const { value, error, cost } = program.evaluate(bindings(question), question.limit);
  if (error !== undefined) return { ...known, failed: error, cost };
  return { ...known, value: describeValue(value ?? null), cost };
}

function environmentOf({ schema, root = false, optional = false }: Question) {
  if (schema === undefined) return celEnvironment({ variables: {} });
  const sizes = declTypeOf(declaredSchema(schema), root);
  if (sizes === undefined) throw new Error('the schema declares nothing');
  const self = celTypeOf(sizes, 'selfType');
  return celEnvironment({ variables: { self, oldSelf: optional ? optionalType(self) : self }, sizes });
}

function bindings({ schema: json, self, oldSelf, optional = false }: Question) {
  if (json === undefined) return {};
  const schema = declaredSchema(json);
  const selfValue = celValueOf(self, schema);
  if (oldSelf === undefined || oldSelf === null)
    return { self: selfValue, ...(optional ? { oldSelf: celOptionalNone } : {}) };
  const old = celValueOf(oldSelf, schema);
  return { self: selfValue, oldSelf: optional ? celOptionalOf(old) : old };
}
