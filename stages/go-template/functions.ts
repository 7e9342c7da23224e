import { GoFloat, type GoMap, GoTime, type GoValue, isList, isMap, typeOf } from './values.ts';

/** What a parameter takes, as Go's types do. */
export type ParameterType = 'any' | 'string' | 'int' | 'float' | 'bool' | 'map' | 'time';

/** A function of templates. It throws FunctionError for what it cannot do. */
export interface TemplateFunction {
  readonly fixed: readonly ParameterType[];
  /** Of as many more as there are; undefined: there are no more. */
  readonly variadic: ParameterType | undefined;
  readonly apply: (args: readonly GoValue[], context: RenderContext) => GoValue;
}

export type FunctionTable = Readonly<Record<string, TemplateFunction>>;

/** What functions may ask of the world, and of the run they are part of. */
export interface RenderContext {
  readonly nowMs: number;
  /** Uniform in [0, 1). */
  random(): number;
  uid(): string;
  /** What is made is counted: a template may not fill memory. Throws TemplateError. */
  spend(steps: number): void;
}

/** A function refuses what it is given. */
export class FunctionError extends Error {}

/** `types` lists its parameters, `string int any`; `...any` at the end takes all others. */
export function templateFunction(types: string, apply: TemplateFunction['apply']): TemplateFunction {
  const all = types.split(' ').filter((type) => type !== '');
  const last = all.at(-1)?.startsWith('...') ? all.pop()?.slice(3) : undefined;
  return { fixed: all as ParameterType[], variadic: last as ParameterType | undefined, apply };
}

/** The value as a parameter of this type takes it. Throws FunctionError. Mirrors text/template (validateType). */
export function asParameter(value: GoValue, type: ParameterType): GoValue {
  if (type === 'any') return value ?? null;
  if (value === undefined) {
    if (type === 'map') return {};
    throw new FunctionError(`invalid value; expected ${goNames[type]}`);
  }
  if (!fits(value, type)) {
    const found = value === null ? 'interface {}' : typeOf(value);
    throw new FunctionError(`wrong type for value; expected ${goNames[type]}; got ${found}`);
  }
  return value;
}

const goNames: Readonly<Record<ParameterType, string>> = {
  any: 'interface {}',
  string: 'string',
  int: 'int',
  float: 'float64',
  bool: 'bool',
  map: 'map[string]interface {}',
  time: 'time.Time',
};

function fits(value: GoValue, type: ParameterType): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'int':
      return typeof value === 'bigint';
    case 'float':
      return value instanceof GoFloat;
    case 'bool':
      return typeof value === 'boolean';
    case 'map':
      return isMap(value) && !isList(value);
    case 'time':
      return value instanceof GoTime;
    case 'any':
      return true;
  }
}

/** Arguments of functions are of the types of their parameters. */
export function text(value: GoValue): string {
  return typeof value === 'string' ? value : '';
}

export function int(value: GoValue): number {
  return typeof value === 'bigint' ? Number(value) : 0;
}

export function map(value: GoValue): GoMap {
  return isMap(value) ? value : {};
}
