import { isSameType } from '../types/cel-type.ts';
import type { CallEstimate, CallEstimator, CostCall, CostNode } from './cost-node.ts';
import {
  add,
  authorizationCost,
  type Estimate,
  fixed,
  largest,
  listCost,
  multiply,
  one,
  regexFactor,
  scale,
  structCost,
  textFactor,
} from './estimates.ts';

/** What calls of Kubernetes' functions may cost. Mirrors k8s.io/apiserver pkg/cel/library/cost.go (EstimateCallCost). */
export const estimateKubernetesCall: CallEstimator = (call) => estimators.get(call.name)?.(call);

const single: CallEstimator = () => ({ cost: one });

/** Going through the first argument, `factor` times. */
function throughArg(factor: number, sized = false): CallEstimator {
  return ({ args: [text], sizeOf }) => {
    if (text === undefined) return undefined;
    const size = sizeOf(text);
    return { cost: scale(size, factor * textFactor), size: sized ? size : undefined };
  };
}

/** Going through what it is called on; the result is as large. */
const throughTarget: CallEstimator = ({ target, sizeOf }) => {
  if (target === undefined) return undefined;
  const size = sizeOf(target);
  return { cost: scale(size, textFactor), size };
};

/** A selector becomes a list of requirements: one for two characters at most. */
const selector: CallEstimator = ({ args: [text], sizeOf }) => {
  if (text === undefined) return undefined;
  const size = sizeOf(text);
  const requirements = scale(scale(size, 0.5), listCost + structCost);
  return { cost: add(fixed(BigInt(listCost)), scale(size, textFactor), requirements) };
};

/** Comparing all items, or going through a text. */
const items: CallEstimator = ({ target, sizeOf }) => {
  if (target === undefined) return undefined;
  const item = itemOf(target);
  if (item === undefined) return { cost: scale(sizeOf(target), textFactor) };
  const isText = item.type.kind === 'string' || item.type.kind === 'bytes';
  const each = isText ? add(one, scale(sizeOf(item), textFactor)) : one;
  return { cost: multiply(sizeOf(target), each) };
};

function itemOf({ type, path }: CostNode): CostNode | undefined {
  const [item] = type.parameters;
  if (item === undefined) return undefined;
  return {
    type: item,
    path: path === undefined ? undefined : [...path, '@items'],
    expression: undefined,
    size: undefined,
  };
}

const replace: CallEstimator = ({ target, args: [part, by], sizeOf }) => {
  if (target === undefined || part === undefined || by === undefined) return undefined;
  const size = sizeOf(target);
  const most = longestReplacement(size, sizeOf(part), sizeOf(by));
  const least = shortestReplacement(size, sizeOf(part), sizeOf(by));
  const made = multiply({ min: least.count, max: most.count }, sizeOf(by));
  return { cost: scale(size, 2 * textFactor), size: add(made, { min: least.kept, max: most.kept }) };
};

interface Replacement {
  readonly count: bigint;
  readonly kept: bigint;
}

function longestReplacement(text: Estimate, part: Estimate, by: Estimate): Replacement {
  if (part.min === 0n) return { count: text.max < largest ? text.max + 1n : text.max, kept: text.max };
  if (by.max <= part.min) return { count: 0n, kept: text.max };
  return { count: divideUp(text.max, part.min), kept: 0n };
}

function shortestReplacement(text: Estimate, part: Estimate, by: Estimate): Replacement {
  if (part.max === 0n) return { count: text.min < largest ? text.min + 1n : text.min, kept: text.min };
  if (part.max <= by.min) return { count: 0n, kept: text.min };
  return { count: divideUp(text.min, part.max), kept: 0n };
}

function divideUp(value: bigint, by: bigint): bigint {
  const quotient = Math.ceil(Number(value) / Number(by));
  return quotient >= 2 ** 64 ? largest : BigInt(quotient);
}

const split: CallEstimator = ({ target, args: [, limit], sizeOf }) => {
  if (target === undefined) return undefined;
  const size = sizeOf(target);
  const literal = limit?.expression?.kind === 'literal' ? limit.expression.value : undefined;
  const max = typeof literal === 'bigint' ? BigInt.asUintN(64, literal) : size.max;
  return { cost: scale(size, 2 * textFactor), size: { min: 0n, max } };
};

const join: CallEstimator = ({ target, args: [separator], sizeOf }) => {
  if (target === undefined) return undefined;
  const count = sizeOf(target);
  const item = itemOf(target);
  const texts = item === undefined ? fixed(0n) : multiply(count, sizeOf(item));
  const before = (size: bigint): bigint => (size > 0n ? size - 1n : 0n);
  const separators =
    separator === undefined
      ? fixed(0n)
      : multiply(sizeOf(separator), { min: before(count.min), max: before(count.max) });
  const size = add(texts, separators);
  return { cost: scale(size, textFactor), size };
};

const find: CallEstimator = ({ target, args: [pattern], sizeOf }) => {
  if (target === undefined || pattern === undefined) return undefined;
  const size = sizeOf(target);
  const cost = multiply(scale(add(size, one), textFactor), scale(sizeOf(pattern), regexFactor));
  return { cost, size: { min: 0n, max: size.max } };
};

const addressSize: Estimate = { min: 4n, max: 16n };
const addressComparison = scale(add(addressSize, addressSize), textFactor);

function containing(textOverload: string, extra: Estimate): CallEstimator {
  return ({ args: [other], overload, sizeOf }) => {
    if (other === undefined) return undefined;
    const reading = overload === textOverload ? scale(sizeOf(other), textFactor) : fixed(0n);
    return { cost: add(addressComparison, extra, reading) };
  };
}

const ip: CallEstimator = (call) => (call.overload === 'cidr_ip' ? { cost: one } : throughArg(1)(call));

/** Patterns of names are 128 characters at most. */
const validate: CallEstimator = ({ args: [text], sizeOf }) =>
  text === undefined ? undefined : { cost: scale(scale(sizeOf(text), textFactor), 128 * regexFactor) };

/** Values of Kubernetes' types are compared at once. */
const equality: CallEstimator = ({ args: [left, right] }): CallEstimate | undefined => {
  if (left === undefined || right === undefined || !isSameType(left.type, right.type)) return undefined;
  const { name } = left.type;
  if (!/^(?:net\.(?:IP|CIDR)|kubernetes\..+)$/.test(name)) return undefined;
  if (name === 'kubernetes.NamedFormat') return { cost: scale({ min: 1n, max: 64n }, textFactor) };
  if (name === 'kubernetes.URL') return { cost: scale({ min: 1n, max: right.size?.max ?? 1n }, textFactor) };
  return { cost: one };
};

function named(names: string, estimator: CallEstimator): [string, CallEstimator][] {
  return names.split(' ').map((name) => [name, estimator]);
}

const estimators: ReadonlyMap<string, CallEstimator> = new Map([
  ...named('check', () => ({ cost: fixed(BigInt(authorizationCost)) })),
  ...named(
    'serviceAccount path group resource subresource namespace name allowed reason error errored',
    single,
  ),
  ...named('fieldSelector labelSelector', selector),
  ...named('isSorted sum max min indexOf lastIndexOf', items),
  ...named('url jsonpatch.escapeKey', throughArg(1, true)),
  ...named('lowerAscii upperAscii substring trim', throughTarget),
  ...named('replace', replace),
  ...named('split', split),
  ...named('join', join),
  ...named('find findAll', find),
  ...named('cidr isIP isCIDR quantity isQuantity semver isSemver', throughArg(1)),
  ...named('ip', ip),
  ...named('ip.isCanonical', throughArg(2)),
  ...named(
    'masked prefixLength family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast',
    single,
  ),
  ...named('isGlobalUnicast format.named sign asInteger isInteger asApproximateFloat isGreaterThan', single),
  ...named('isLessThan compareTo add sub major minor patch getScheme getHostname getHost getPort', single),
  ...named('getEscapedPath getQuery', single),
  ...named('containsIP', containing('cidr_contains_ip_string', fixed(0n))),
  ...named('containsCIDR', containing('cidr_contains_cidr_string', add(scale(addressSize, textFactor), one))),
  ...named('validate', validate),
  ...named('_==_', equality),
]);

/** What cel-go's own list and set functions may cost. Mirrors cel-go ext/lists.go and ext/sets.go. */
export const estimateListCall: CallEstimator = (call) => {
  const { overload, target, args, sizeOf } = call;
  if (overload.startsWith('list_sets_')) return sets(call);
  if (overload === 'lists_range') return made(1, fixed(intOf(args[0], largest)));
  if (target === undefined) return undefined;
  const size = sizeOf(target);
  if (overload === 'list_slice') {
    return made(1, fixed(BigInt.asUintN(64, intOf(args[1], size.max) - intOf(args[0], 0n))));
  }
  if (overload === 'list_reverse') return made(1, size);
  if (overload === 'list_flatten') return made(1, size);
  if (overload === 'list_flatten_int') return made(Number(intOf(args[0], largest)), size);
  if (overload === 'list_distinct') return made(2, multiply(size, size));
  const [, itemType = '', verb] = /^list_(.+)_(sort|sortByAssociatedKeys)$/.exec(overload) ?? [];
  if (verb === undefined) return undefined;
  const keys = verb === 'sort' ? target : args[0];
  const keySize = keys === undefined ? size : sizeOf(keys);
  const isText = itemType === 'string' || itemType === 'bytes';
  return made(isText ? 2 + textFactor : 2, multiply(keySize, keySize));
};

function sets({ overload, args: [left, right], sizeOf }: CostCall): CallEstimate | undefined {
  if (left === undefined || right === undefined) return undefined;
  const factor = overload === 'list_sets_equivalent_list' ? 2 : 1;
  return { cost: add(scale(multiply(sizeOf(left), sizeOf(right)), factor), one) };
}

/** A new list of such a size. */
function made(factor: number, size: Estimate): CallEstimate {
  return { cost: add(scale(size, factor), one, fixed(BigInt(listCost))), size };
}

function intOf(node: CostNode | undefined, otherwise: bigint): bigint {
  if (node?.expression?.kind !== 'literal' || typeof node.expression.value !== 'bigint') return otherwise;
  return node.expression.value < 0n ? 0n : node.expression.value;
}
