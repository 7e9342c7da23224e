import { check } from './check/checker.ts';
import { validateLiterals } from './check/validate-literals.ts';
import { estimateCost } from './cost/estimate-cost.ts';
import type { Estimate } from './cost/estimates.ts';
import type { Environment } from './evaluate/environment.ts';
import { planExpression } from './evaluate/planner.ts';
import { CelProgram } from './evaluate/program.ts';
import { PlanError } from './evaluate/step.ts';
import {
  extendedFunctions,
  functionsOfMutations,
  kubernetesFunctions,
  typeNames,
} from './functions/index.ts';
import { kwokFunctions, type Moment } from './libraries/kwok.ts';
import { mutationMessage } from './libraries/mutation.ts';
import type { DeclType } from './schema/decl-type.ts';
import { type Expression, partsOf } from './syntax/ast.ts';
import { parse } from './syntax/parser.ts';
import { type Issue, issuesText, Source } from './syntax/source.ts';
import { type CelType, dynType } from './types/cel-type.ts';

/** What expressions of an environment may name, besides Kubernetes' functions. */
export interface EnvironmentOptions {
  readonly variables: Readonly<Record<string, CelType>>;
  /** The declaration of what variables hold, from which cost estimates take sizes. */
  readonly sizes?: DeclType;
  /** Whether they may give names to values with `cel.bind`. */
  readonly binds?: boolean;
  /** Whether they may make mutations of objects, too. */
  readonly mutates?: boolean;
  /** Given: they may call kwok's functions, too. */
  readonly moment?: Moment;
}

/** Compiles expressions. Mirrors k8s.io/apiserver pkg/cel/environment. */
export interface CelEnvironment {
  /** An expression that is checked, or what is wrong with it in cel-go's words, a line and its place for each. */
  compile(expression: string): CelExpression | { readonly error: string };
}

export function celEnvironment(options: EnvironmentOptions): CelEnvironment {
  const { variables, sizes, binds = false, mutates = false, moment } = options;
  const environment: Environment = {
    variables: new Map([...typeNames, ...Object.entries(variables)]),
    functions: functionsFor(mutates, moment),
    message: mutates ? mutationMessage : noMessage,
  };
  return { compile: (text) => compile(text, environment, { sizes, binds }) };
}

function functionsFor(mutates: boolean, moment: Moment | undefined): Environment['functions'] {
  if (moment !== undefined) return extendedFunctions((known) => kwokFunctions(known, moment));
  return mutates ? functionsOfMutations() : kubernetesFunctions();
}

function noMessage(): undefined {
  return undefined;
}

function compile(
  text: string,
  environment: Environment,
  { sizes, binds }: { readonly sizes: DeclType | undefined; readonly binds: boolean },
): CelExpression | { readonly error: string } {
  const source = new Source(text);
  const failed = (issues: readonly Issue[]) => ({ error: issuesText(source, issues) });
  const { expression, issues } = parse(source, binds);
  if (expression === undefined || issues.length > 0) return failed(issues);
  const message = (name: string) => environment.message(name)?.type;
  const wrong = check(expression, { ...environment, message });
  if (wrong.length > 0) return failed(wrong);
  const invalid = validateLiterals(expression);
  if (invalid.length > 0) return failed(invalid);
  return new CelExpression(expression, environment, sizes);
}

/** An expression that is right. */
export class CelExpression {
  readonly #expression: Expression;
  readonly #environment: Environment;
  readonly #sizes: DeclType | undefined;

  constructor(expression: Expression, environment: Environment, sizes: DeclType | undefined) {
    this.#expression = expression;
    this.#environment = environment;
    this.#sizes = sizes;
  }

  /** What it evaluates to. */
  get type(): CelType {
    return this.#expression.type ?? dynType;
  }

  /** Whether it names this variable of the environment; a loop's variable of that name counts, too. */
  uses(variable: string): boolean {
    return names(this.#expression, variable);
  }

  /** What it may cost. */
  estimateCost(): Estimate {
    return estimateCost(this.#expression, this.#sizes);
  }

  /** How to evaluate it; an error where a constant in it is none, such as a pattern. */
  plan(): CelProgram | { readonly error: string } {
    try {
      return new CelProgram(planExpression(this.#expression, this.#environment));
    } catch (error) {
      if (error instanceof PlanError) return { error: error.message };
      throw error;
    }
  }
}

function names(expression: Expression, variable: string): boolean {
  if (expression.kind === 'ident' && expression.name === variable) return true;
  if (expression.kind === 'select' && expression.reference === variable) return true;
  return partsOf(expression).some((part) => names(part, variable));
}
