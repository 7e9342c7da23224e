import { utf8Length } from '../../values/go-format.ts';
import { authorizationCost, listCost, regexFactor, structCost, textFactor } from '../cost/estimates.ts';
import { CelCidr, CelIp } from '../libraries/ip.ts';
import { CelNamedFormat } from '../libraries/named-format.ts';
import { EvaluationCancelled } from '../values/fuel.ts';
import { codePointCount } from '../values/text-size.ts';
import { CelError, CelList, CelMap, CelObject, CelOptional, type CelValue } from '../values/value.ts';

/** What a call costs with these arguments. */
export type CallCost = (args: readonly CelValue[]) => number;

/** What a call costs by what it answers. */
export type ResultCost = (result: CelValue) => number;

/**
 * The cost of calling a function. `overload` is undefined where it is chosen while the expression runs.
 * Mirrors cel-go interpreter/runtimecost.go and k8s.io/apiserver pkg/cel/library/cost.go (CallCost).
 */
export function callCost(name: string, overload = ''): CallCost | number {
  return (
    listCosts(overload) ??
    kubernetesCosts.get(overload) ??
    kubernetesCosts.get(name) ??
    standardCosts.get(overload) ??
    1
  );
}

/** Undefined where the arguments say it all. */
export function resultCost(name: string, overload = ''): ResultCost | undefined {
  if (name === 'join') return (result) => Math.ceil(sizeOf(result) * 2 * textFactor);
  if (/^(?:list_slice|list_reverse|lists_range)$/.test(overload)) {
    return (result) => sizeOf(result) + 1 + listCost;
  }
  return undefined;
}

function sizeOf(value: CelValue | undefined): number {
  if (typeof value === 'string') return codePointCount(value);
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof CelList || value instanceof CelMap) return value.size;
  return value instanceof CelIp || value instanceof CelCidr ? value.size : 1;
}

/** An optional is as large as what is in it. */
function innerSize(value: CelValue | undefined): number {
  return value instanceof CelOptional && value.value !== undefined ? innerSize(value.value) : sizeOf(value);
}

const through =
  (arg: number, factor = 1): CallCost =>
  (args) =>
    Math.ceil(sizeOf(args[arg]) * factor * textFactor);

const compared: CallCost = ([left, right]) =>
  Math.ceil(Math.min(innerSize(left), innerSize(right)) * textFactor);

const equalityCost: CallCost = (args) =>
  args[0] instanceof CelObject && args[0].type.kind !== 'unknown' ? 1 : compared(args);

const joined: CallCost = ([left, right]) => Math.ceil((innerSize(left) + innerSize(right)) * textFactor);

const matched: CallCost = ([text, pattern]) =>
  Math.ceil((1 + sizeOf(text)) * textFactor) * Math.ceil(sizeOf(pattern) * regexFactor);

const contained: CallCost = ([text, part]) =>
  Math.ceil(sizeOf(text) * textFactor) * Math.ceil(sizeOf(part) * textFactor);

const standardCosts: ReadonlyMap<string, CallCost> = new Map<string, CallCost>([
  ...[
    'starts_with_string',
    'ends_with_string',
    'string_to_bytes',
    'bytes_to_string',
    'strings_quote',
    'string_format',
  ].map((id) => [id, through(0)] as const),
  ['in_list', ([, list]) => innerSize(list)],
  ...['less', 'greater', 'less_equals', 'greater_equals'].flatMap((verb) => [
    [`${verb}_string`, compared] as const,
    [`${verb}_bytes`, compared] as const,
  ]),
  ['not_equals', compared],
  ['add_string', joined],
  ['add_bytes', joined],
  ['matches_string', matched],
  ['contains_string', contained],
]);

/** Going through a value and all in it. */
function traversalCost(value: CelValue | undefined): number {
  if (typeof value === 'string') return Math.trunc(utf8Length(value) * textFactor);
  if (value instanceof Uint8Array) return Math.trunc(value.length * textFactor);
  let cost = 0;
  if (value instanceof CelList) {
    for (const item of value) cost += traversalCost(item);
    return cost;
  }
  if (!(value instanceof CelMap)) return 1;
  for (const key of value.keys()) cost += traversalCost(key) + traversalCost(value.find(key));
  return cost;
}

const selectorCost: CallCost = ([, selector]) => {
  const size = sizeOf(selector);
  const requirements = Math.ceil(Math.ceil(size * 0.5) * (listCost + structCost));
  return listCost + Math.ceil(size * textFactor) + requirements;
};

const containsIp: CallCost = ([network]) => Math.ceil(2 * sizeOf(network) * textFactor);

const containsCidr: CallCost = (args) => containsIp(args) + through(0)(args) + 1;

/** With reading the text first. */
const readFirst =
  (cost: CallCost): CallCost =>
  (args) =>
    cost(args) + through(1)(args);

const validated: CallCost = ([format, text]) => {
  if (!(format instanceof CelNamedFormat)) return 1;
  return Math.ceil((1 + sizeOf(text)) * textFactor) * Math.ceil(format.regexSizeMax * regexFactor);
};

function named(names: string, cost: CallCost): [string, CallCost][] {
  return names.split(' ').map((name) => [name, cost]);
}

/** By the name of the function, or of one of its overloads. */
const kubernetesCosts: ReadonlyMap<string, CallCost> = new Map([
  ...named('check', () => authorizationCost),
  ...named('fieldSelector labelSelector', selectorCost),
  ...named('isSorted sum max min indexOf lastIndexOf', ([list]) => traversalCost(list)),
  ...named('url lowerAscii upperAscii substring trim jsonpatch.escapeKey', through(0)),
  ...named('replace split', through(0, 2)),
  ...named('join', () => 0),
  ...named('find findAll', matched),
  ...named('cidr isIP isCIDR quantity isQuantity semver isSemver', through(0)),
  ...named('ip', through(0)),
  ...named('cidr_ip', () => 1),
  ...named('ip.isCanonical', through(0, 2)),
  ...named('containsIP', containsIp),
  ...named('cidr_contains_ip_string', readFirst(containsIp)),
  ...named('containsCIDR', containsCidr),
  ...named('cidr_contains_cidr_string', readFirst(containsCidr)),
  ...named('validate', validated),
  ...named('_==_', equalityCost),
]);

/** Of the functions of cel-go's own extensions. */
function listCosts(overload: string): CallCost | undefined {
  const made = (factor: number, size: number): number => Math.trunc(size * factor) + 1 + listCost;
  if (overload.startsWith('list_sets_')) {
    const factor = overload === 'list_sets_equivalent_list' ? 2 : 1;
    return ([left, right]) => 1 + Math.trunc(sizeOf(left) * sizeOf(right) * factor);
  }
  if (/^(?:list_slice|list_reverse|lists_range)$/.test(overload)) return () => 0;
  if (overload.startsWith('list_flatten')) {
    return ([list, depth = 1n]) => made(typeof depth === 'bigint' ? Number(depth) : 1, sizeOf(list));
  }
  if (overload === 'list_distinct' || /^list_.+_sort$/.test(overload)) return ([list]) => selfCompared(list);
  return /^list_.+_sortByAssociatedKeys$/.test(overload) ? ([, keys]) => selfCompared(keys) : undefined;
}

/** cel-go stumbles over the cost of sorting what could not be made. */
const costOfError =
  'internal error: interface conversion: *types.Err is not traits.Lister: missing method Add';

/** Comparing all items with one another. */
function selfCompared(list: CelValue | undefined): number {
  if (list instanceof CelError) throw new EvaluationCancelled(costOfError);
  const size = sizeOf(list);
  const first = list instanceof CelList && size > 0 ? list.at(0) : undefined;
  const isText = typeof first === 'string' || first instanceof Uint8Array;
  return Math.trunc(size * size * (isText ? 2 + textFactor : 2)) + 1 + listCost;
}
