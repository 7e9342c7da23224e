import { compileRegexp, InvalidValueError, type Regexp } from '../../../apimachinery/index.ts';
import {
  FunctionError,
  type FunctionTable,
  int,
  type RenderContext,
  type TemplateFunction,
  templateFunction,
  text,
} from '../functions.ts';

/** Mirrors sprig (regex.go). */
export const regexFunctions: FunctionTable = {
  regexMatch: match(() => false),
  mustRegexMatch: match(fail),
  ...twice('regexFind', 'string string', ([pattern, value]) => compiled(text(pattern)).find(text(value))),
  ...twice('regexFindAll', 'string string int', ([pattern, value, count]) =>
    compiled(text(pattern)).findAll(text(value), int(count)),
  ),
  ...twice('regexReplaceAll', 'string string string', ([pattern, value, next], context) =>
    replaced(text(pattern), text(value), text(next), context),
  ),
  ...twice('regexReplaceAllLiteral', 'string string string', ([pattern, value, next], context) =>
    replaced(text(pattern), text(value), text(next).replaceAll('$', '$$$$'), context),
  ),
  ...twice('regexSplit', 'string string int', ([pattern, value, count]) =>
    split(compiled(text(pattern)), text(value), int(count)),
  ),
  regexQuoteMeta: templateFunction('string', ([value]) => text(value).replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
};

function twice(name: string, types: string, apply: TemplateFunction['apply']): FunctionTable {
  const made = templateFunction(types, apply);
  return { [name]: made, [`mustR${name.slice(1)}`]: made };
}

function match(otherwise: (error: Error) => boolean): TemplateFunction {
  return templateFunction('string string', ([pattern, value]) => {
    try {
      return compileRegexp(text(pattern)).matches(text(value));
    } catch (error) {
      if (error instanceof InvalidValueError) return otherwise(error);
      throw error;
    }
  });
}

function fail(error: Error): never {
  throw new FunctionError(error.message);
}

function compiled(pattern: string): Regexp {
  try {
    return compileRegexp(pattern);
  } catch (error) {
    if (error instanceof InvalidValueError) return fail(error);
    throw error;
  }
}

/** As much as may come of it is counted: a match for each character. */
function replaced(pattern: string, value: string, next: string, context: RenderContext): string {
  context.spend(value.length * next.length);
  return compiled(pattern).replaceAll(value, next);
}

/** Mirrors Go's Regexp.Split. */
function split(regexp: Regexp, value: string, count: number): readonly string[] {
  if (count === 0) return [];
  if (value === '') return [''];
  const parts: string[] = [];
  let from = 0;
  let end = 0;
  for (const found of regexp.findGroups(value, -1)) {
    if (count > 0 && parts.length === count - 1) break;
    end = found.start;
    if (found.end !== 0) parts.push(value.slice(from, end));
    from = found.end;
  }
  return end === value.length ? parts : [...parts, value.slice(from)];
}
