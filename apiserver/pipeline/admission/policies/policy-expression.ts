import {
  boolType,
  type CelEnvironment,
  type CelProgram,
  type CelType,
  dynType,
  isSameType,
  jsonPatchesType,
  nullType,
  objectType,
  stringType,
  typeName,
} from '../../../../apimachinery/index.ts';

/** One expression of a policy: how to evaluate it, or why it cannot be. */
export interface PolicyExpression {
  readonly text: string;
  readonly type: CelType;
  readonly program?: CelProgram;
  readonly error?: string;
}

/** What expressions of a kind have to be; undefined: anything. */
export const isBool: readonly CelType[] = [boolType];
export const isString: readonly CelType[] = [stringType];
export const isStringOrNull: readonly CelType[] = [stringType, nullType];
export const isObject: readonly CelType[] = [objectType];
export const isJsonPatch: readonly CelType[] = [jsonPatchesType];

/** Mirrors kubernetes apiserver pkg/admission/plugin/cel (CompileCELExpression). */
export function compilePolicyExpression(
  environment: CelEnvironment,
  text: string,
  types?: readonly CelType[],
): PolicyExpression {
  const compiled = environment.compile(text);
  if ('error' in compiled) return { text, type: dynType, error: `compilation failed: ${compiled.error}` };
  const { type } = compiled;
  if (types !== undefined && !types.some((wanted) => isSameType(wanted, type))) {
    return { text, type: dynType, error: `${mustBe(types)} but got ${typeName(type)}` };
  }
  const program = compiled.plan();
  if ('error' in program) {
    return { text, type: dynType, error: `program instantiation failed: ${program.error}` };
  }
  return { text, type, program };
}

function mustBe(types: readonly CelType[]): string {
  const names = types.map(typeName);
  return names.length === 1 ? `must evaluate to ${names[0]}` : `must evaluate to one of [${names.join(' ')}]`;
}
