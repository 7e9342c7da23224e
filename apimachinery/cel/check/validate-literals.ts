import { compileRegexp } from '../../regexp/regexp.ts';
import { InvalidValueError } from '../../values/invalid-value.ts';
import { type FormatClause, parseFormat } from '../functions/format-clauses.ts';
import { type CallExpression, type Expression, partsOf } from '../syntax/ast.ts';
import type { Issue } from '../syntax/source.ts';
import { type CelType, dynType, isSameType, typeText } from '../types/cel-type.ts';
import { nanosPerSecond, parseCelDuration, parseCelTimestamp, timestampOf } from '../values/times.ts';
import { CelTimestamp, type CelValue } from '../values/value.ts';

/**
 * What a checked expression says wrong in literals: durations, times, patterns, lists and maps of different things, texts
 * that format. Mirrors cel-go cel/validator.go and ext/formatting.go (stringFormatValidator).
 */
export function validateLiterals(expression: Expression): readonly Issue[] {
  const issues: Issue[] = [];
  validate(expression, false, issues);
  return issues;
}

function validate(expression: Expression, inFormat: boolean, issues: Issue[]): void {
  if (expression.kind === 'call') {
    issues.push(...callIssues(expression));
  } else if (!inFormat && expression.kind === 'list') {
    const types = expression.items.map((item, index) => partType(item, expression.optional.has(index)));
    const different = types.findIndex((type) => !isSameType(types[0] ?? dynType, type, false));
    const item = expression.items[different];
    if (item !== undefined) issues.push(mismatch(item, types[0], types[different]));
  } else if (!inFormat && expression.kind === 'map') {
    const [first] = expression.entries;
    if (first !== undefined) {
      const keyType = partType(first.key, false);
      const valueType = partType(first.value, first.optional);
      for (const { key, value, optional } of expression.entries) {
        issues.push(...difference(key, keyType, partType(key, false)));
        issues.push(...difference(value, valueType, partType(value, optional)));
      }
    }
  }
  const within = inFormat || (expression.kind === 'call' && expression.name === 'format');
  for (const part of partsOf(expression)) validate(part, within, issues);
}

function partType({ type = dynType }: Expression, optional: boolean): CelType {
  return optional ? (type.parameters[0] ?? dynType) : type;
}

function difference(part: Expression, expected: CelType, found: CelType): Issue[] {
  return isSameType(expected, found, false) ? [] : [mismatch(part, expected, found)];
}

function mismatch({ offset }: Expression, expected: CelType = dynType, found: CelType = dynType): Issue {
  return { offset, message: `expected type '${typeText(expected)}' but found '${typeText(found)}'` };
}

function callIssues(call: CallExpression): readonly Issue[] {
  if (call.name === 'format') return formatIssues(call);
  const [arg] = call.args;
  const isValid = validLiterals[call.name];
  if (isValid === undefined || arg?.kind !== 'literal' || isValid(arg.value)) return [];
  return [{ offset: arg.offset, message: `invalid ${call.name} argument` }];
}

/** Of the functions whose first argument is looked at, when it is a literal. */
const validLiterals: Readonly<Record<string, (value: CelValue) => boolean>> = {
  duration: (value) => typeof value === 'string' && parseCelDuration(value) !== undefined,
  timestamp: (value) =>
    (typeof value === 'string' ? parseCelTimestamp(value) : secondsValue(value)) instanceof CelTimestamp,
  matches: (value) => typeof value !== 'string' || isPattern(value),
};

function secondsValue(value: CelValue): CelValue | undefined {
  return typeof value === 'bigint' ? timestampOf(value * nanosPerSecond) : undefined;
}

function isPattern(text: string): boolean {
  try {
    compileRegexp(text);
    return true;
  } catch (error) {
    if (error instanceof InvalidValueError) return false;
    throw error;
  }
}

/** Of a literal text with literal arguments. */
function formatIssues(call: CallExpression): readonly Issue[] {
  const [list] = call.args;
  const { target } = call;
  if (target?.kind !== 'literal' || typeof target.value !== 'string' || list?.kind !== 'list') return [];
  const clauses = parseFormat(target.value, list.items.length).filter((part) => typeof part !== 'string');
  for (const [index, clause] of clauses.entries()) {
    if (clause.problem !== undefined) return [{ offset: call.offset, message: clause.problem }];
    const item = list.items[index];
    const wrong = item === undefined ? undefined : wrongPart(clause, item);
    if (wrong !== undefined) {
      const message = `error during formatting: ${clause.wrong}${(wrong.type ?? dynType).name}`;
      return [{ offset: wrong.offset, message }];
    }
  }
  if (list.items.length <= clauses.length) return [];
  const counts = `(expected ${clauses.length}, got ${list.items.length})`;
  return [{ offset: call.offset, message: `too many arguments supplied to string.format ${counts}` }];
}

/** What cannot be written so: the argument, or something within it where that is literal, too. */
function wrongPart(clause: FormatClause, part: Expression): Expression | undefined {
  if (clause.expects?.(part.type ?? dynType) === false) return part;
  if (clause.verb !== 's' || (part.kind !== 'list' && part.kind !== 'map')) return undefined;
  for (const inner of partsOf(part)) {
    const wrong = wrongPart(clause, inner);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
