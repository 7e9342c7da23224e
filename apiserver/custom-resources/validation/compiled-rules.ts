import {
  boolType,
  type CelEnvironment,
  CelExpression,
  type CelProgram,
  celEnvironment,
  celTypeOf,
  type DeclType,
  declTypeOf,
  maxCardinality,
  optionalType,
  type Schema,
  stringType,
  type ValidationRule,
} from '../../../apimachinery/index.ts';
import { FieldPathError, validFieldPath } from './valid-field-path.ts';

/** A validation rule, ready to be asked; or why it cannot be. */
export interface CompiledRule {
  readonly rule: ValidationRule;
  /** Undefined where there is an error, and for a rule that says nothing. */
  readonly program: CelProgram | undefined;
  readonly error: string | undefined;
  readonly usesOldSelf: boolean;
  /** What it may cost each time. */
  readonly maxCost: bigint;
  readonly message: CelProgram | undefined;
  readonly messageError: string | undefined;
  readonly messageMaxCost: bigint;
  /** The field within the value that its error is of: `names[a]`; '' for the value itself. */
  readonly fieldPath: string;
}

/** The rules of one schema. */
export interface CompiledRules {
  readonly rules: readonly CompiledRule[];
  /** How often a value of the schema may be in one request. */
  readonly maxCardinality: bigint;
}

/**
 * The rules of a schema, without those of schemas within; undefined where expressions cannot see its values. Compiled once
 * for each schema. Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema/cel (Compile).
 */
export function compiledRules(schema: Schema, isResourceRoot: boolean): CompiledRules | undefined {
  const cache = isResourceRoot ? compiled.root : compiled.inner;
  let known = cache.get(schema);
  if (known === undefined) {
    known = { rules: compileAll(schema, isResourceRoot) };
    cache.set(schema, known);
  }
  return known.rules;
}

interface Cached {
  readonly rules: CompiledRules | undefined;
}

const compiled = { root: new WeakMap<Schema, Cached>(), inner: new WeakMap<Schema, Cached>() };

function compileAll(schema: Schema, isResourceRoot: boolean): CompiledRules | undefined {
  const decl = declTypeOf(schema, isResourceRoot);
  if (decl === undefined) return undefined;
  const plain = environmentOf(decl, false);
  const optional = environmentOf(decl, true);
  const { validations = [] } = schema;
  return {
    rules: validations.map((rule) =>
      compileRule(schema, rule, rule.optionalOldSelf === true ? optional : plain),
    ),
    maxCardinality: maxCardinality(decl.minSerializedSize),
  };
}

/** Types of values have no name that a rule could count on. */
const typeName = 'selfType';

function environmentOf(decl: DeclType, isOptional: boolean): CelEnvironment {
  const type = celTypeOf(decl, typeName);
  return celEnvironment({
    variables: { self: type, oldSelf: isOptional ? optionalType(type) : type },
    sizes: decl,
  });
}

const empty: Omit<CompiledRule, 'rule'> = {
  program: undefined,
  error: undefined,
  usesOldSelf: false,
  maxCost: 0n,
  message: undefined,
  messageError: undefined,
  messageMaxCost: 0n,
  fieldPath: '',
};

function compileRule(schema: Schema, rule: ValidationRule, environment: CelEnvironment): CompiledRule {
  const says = { ...empty, rule };
  if (rule.rule.trim() === '') return says;
  const expression = environment.compile(rule.rule);
  if (!(expression instanceof CelExpression))
    return { ...says, error: `compilation failed: ${expression.error}` };
  if (expression.type !== boolType) return { ...says, error: 'cel expression must evaluate to a bool' };
  const usesOldSelf = expression.uses('oldSelf');
  const program = expression.plan();
  if ('error' in program) {
    return { ...says, usesOldSelf, error: `program instantiation failed: ${program.error}` };
  }
  const maxCost = expression.estimateCost().max;
  const made = { ...says, usesOldSelf, program, maxCost };
  const message = compileMessage(rule, environment);
  // Where its message is wrong, Kubernetes does not look at the path.
  const fieldPath = message.messageError === undefined ? pathWithin(schema, rule) : '';
  return { ...made, ...message, fieldPath };
}

function compileMessage(
  { messageExpression = '' }: ValidationRule,
  environment: CelEnvironment,
): Partial<CompiledRule> {
  if (messageExpression === '') return {};
  const expression = environment.compile(messageExpression);
  if (!(expression instanceof CelExpression)) {
    return { messageError: `messageExpression compilation failed: ${expression.error}` };
  }
  if (expression.type !== stringType) return { messageError: 'messageExpression must evaluate to a string' };
  const message = expression.plan();
  if ('error' in message) return { messageError: `messageExpression instantiation failed: ${message.error}` };
  return { message, messageMaxCost: expression.estimateCost().max };
}

function pathWithin(schema: Schema, { fieldPath = '' }: ValidationRule): string {
  if (fieldPath === '') return '';
  try {
    return String(validFieldPath(fieldPath, schema).path);
  } catch (error) {
    if (error instanceof FieldPathError) return '';
    throw error;
  }
}
