import {
  FunctionError,
  type FunctionTable,
  int,
  type RenderContext,
  type TemplateFunction,
  templateFunction,
} from '../functions.ts';
import { deepEqual, type GoValue, isList, isNil, isTrue, kindOf } from '../values.ts';
import { int64Of } from './numbers.ts';

/** Mirrors sprig (list.go). */
export const listFunctions: FunctionTable = {
  list: templateFunction('...any', (values) => [...values]),
  tuple: templateFunction('...any', (values) => [...values]),
  concat: templateFunction('...any', (values, context) =>
    values.flatMap((value) => items('concat', value, context)),
  ),
  ...twice('slice', templateFunction('any ...any', sliced)),
  ...twice('has', both(has)),
  ...twice('chunk', templateFunction('int any', chunk)),
  ...twice('without', templateFunction('any ...any', without)),
  ...twice('append', both(push)),
  ...twice('push', both(push)),
  ...twice(
    'prepend',
    both((list, value, context) => [value, ...items('prepend', list, context)]),
  ),
  ...twice(
    'first',
    one('find first', (list) => list[0] ?? null),
  ),
  ...twice(
    'last',
    one('find last', (list) => list.at(-1) ?? null),
  ),
  ...twice(
    'rest',
    one('find rest', (list) => list.slice(1)),
  ),
  ...twice(
    'initial',
    one('find initial', (list) => list.slice(0, -1)),
  ),
  ...twice(
    'reverse',
    one('find reverse', (list) => [...list].reverse()),
  ),
  ...twice(
    'compact',
    one('compact', (list) => list.filter(isTrue)),
  ),
  ...twice('uniq', templateFunction('any', uniq)),
};

/** The same that panics and that fails: both fail here. */
function twice(name: string, apply: TemplateFunction): FunctionTable {
  return { [name]: apply, [`must${name.slice(0, 1).toUpperCase()}${name.slice(1)}`]: apply };
}

function one(verb: string, apply: (list: readonly GoValue[]) => GoValue): TemplateFunction {
  return templateFunction('any', ([list], context) => apply(items(verb, list, context)));
}

function both(apply: (first: GoValue, second: GoValue, context: RenderContext) => GoValue): TemplateFunction {
  return templateFunction('any any', ([first, second], context) => apply(first, second, context));
}

function items(verb: string, value: GoValue, context: RenderContext): readonly GoValue[] {
  if (!isList(value)) throw new FunctionError(`Cannot ${verb} on type ${kindOf(value)}`);
  context.spend(value.length);
  return value;
}

function has(needle: GoValue, haystack: GoValue, context: RenderContext): GoValue {
  return !isNil(haystack) && items('find has', haystack, context).some((item) => deepEqual(needle, item));
}

function push(list: GoValue, value: GoValue, context: RenderContext): GoValue {
  return [...items('push', list, context), value];
}

function without([list, ...omitted]: readonly GoValue[], context: RenderContext): GoValue {
  return items('find without', list, context).filter(
    (item) => !omitted.some((other) => deepEqual(item, other)),
  );
}

function uniq([list]: readonly GoValue[], context: RenderContext): GoValue {
  const kept: GoValue[] = [];
  for (const item of items('find uniq', list, context)) {
    context.spend(kept.length);
    if (!kept.some((other) => deepEqual(item, other))) kept.push(item);
  }
  return kept;
}

function chunk([size, list]: readonly GoValue[], context: RenderContext): GoValue {
  const all = items('chunk', list, context);
  const step = int(size);
  if (step <= 0) throw new FunctionError('integer divide by zero');
  const chunks: GoValue[] = [];
  for (let at = 0; at < all.length; at += step) chunks.push(all.slice(at, at + step));
  return chunks;
}

function sliced([list, ...ends]: readonly GoValue[], context: RenderContext): GoValue {
  const all = items('slice', list, context);
  if (all.length === 0) return null;
  const [from = 0, to = all.length] = ends.map((end) => Number(int64Of(end)));
  if (from < 0 || to > all.length || from > to) throw new FunctionError('slice bounds out of range');
  return all.slice(from, to);
}
