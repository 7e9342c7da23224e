import { expect, test } from 'vitest';
import type { CelResult } from './evaluate/program.ts';
import { celDynamicValue, celEnvironment, dynType } from './index.ts';

function evaluate(expression: string, variables: Record<string, unknown> = {}): CelResult {
  const types = Object.fromEntries(Object.keys(variables).map((name) => [name, dynType]));
  const compiled = celEnvironment({ variables: types }).compile(expression);
  if ('error' in compiled) throw new Error(compiled.error);
  const program = compiled.plan();
  if ('error' in program) throw new Error(program.error);
  const bindings = Object.entries(variables).map(([name, json]) => [name, celDynamicValue(json)] as const);
  return program.evaluate(Object.fromEntries(bindings));
}

/** `x` bound twice to a list of the one before, as often as `depth` says: as many paths as 2^depth, in few lists. */
function doubled(depth: number, use: string): string {
  let expression = use;
  for (let level = 0; level < depth; level++) {
    expression = `optional.of([x, x]).optMap(x, ${expression}).value()`;
  }
  return `optional.of([1]).optMap(x, ${expression}).value()`;
}

const cancelled = 'operation cancelled: actual cost limit exceeded';

test('an evaluation ends at its cost limit', () => {
  const list = Array.from({ length: 1_000 }, (_, index) => index);
  const result = evaluate('x.all(a, x.all(b, x.all(c, a + b + c >= 0)))', { x: list });
  expect(result.error).toBe(cancelled);
  expect(result.cost).toBeLessThan(1_000_100);
});

test('what is small and takes long to compare is not compared to the end', () => {
  expect(evaluate(doubled(40, 'x == dyn(x)')).error).toBe(cancelled);
  expect(evaluate(doubled(40, 'x.flatten(50).size()')).error).toBe(cancelled);
});

test('texts and lists do not grow without bounds', () => {
  const text = 'x'.repeat(100_000);
  expect(evaluate("t.replace('', t).size()", { t: text }).error).toBe(cancelled);
  expect(evaluate('lists.range(9223372036854775807).size()').error).toBe(cancelled);
});

test('an expression may not be too long or too deep', () => {
  const environment = celEnvironment({ variables: {} });
  const wrong = (expression: string) => {
    const compiled = environment.compile(expression);
    return 'error' in compiled ? compiled.error : undefined;
  };
  expect(wrong(`'${'x'.repeat(100_000)}'`)).toBe(
    'ERROR: <input>:-1:0: expression code point size exceeds limit: size: 100002, limit 100000',
  );
  const deep = `${'('.repeat(300)}1${')'.repeat(300)}`;
  expect(wrong(deep)).toBe('ERROR: <input>:-1:0: expression recursion limit exceeded: 250');
  expect(wrong(Array(12_000).fill('true').join(' && '))).toBeUndefined();
});

test('no pattern takes long', () => {
  expect(evaluate("t.matches('^(a+)+$')", { t: `${'a'.repeat(5_000)}b` }).value).toBe(false);
});
