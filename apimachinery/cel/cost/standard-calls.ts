import type { CallEstimator, CostCall, CostNode } from './cost-node.ts';
import {
  add,
  type Estimate,
  lesser,
  multiply,
  one,
  regexFactor,
  scale,
  textFactor,
  unknownSize,
} from './estimates.ts';

/** What calls of the language's own functions may cost. Mirrors cel-go checker/cost.go (functionCost). */
export const estimateStandardCall: CallEstimator = (call) => estimators.get(call.overload)?.(call);

/** What is not computed is not looked up in the declaration here. */
function computed(node: CostNode | undefined): Estimate {
  return node?.size ?? unknownSize;
}

/** Going through a text, if it is given. */
function through(
  pick: (call: CostCall) => CostNode | undefined,
  size?: (text: Estimate) => Estimate,
): CallEstimator {
  return (call) => {
    const node = pick(call);
    if (node === undefined) return undefined;
    const text = computed(node);
    return { cost: scale(text, textFactor), size: size?.(text) };
  };
}

const onlyArg = ({ args }: CostCall): CostNode | undefined => (args.length === 1 ? args[0] : undefined);

const matches: CallEstimator = ({ target, args: [pattern] }) => {
  if (target === undefined || pattern === undefined) return undefined;
  const text = scale(add(computed(target), one), textFactor);
  return { cost: multiply(text, scale(computed(pattern), regexFactor)) };
};

const contains: CallEstimator = ({ target, args: [part] }) => {
  if (target === undefined || part === undefined) return undefined;
  return { cost: multiply(scale(computed(target), textFactor), scale(computed(part), textFactor)) };
};

const inList: CallEstimator = ({ args: [, list] }) => ({ cost: scale(computed(list), 1) });

function joined(costs: boolean): CallEstimator {
  return ({ args: [left, right] }) => {
    const size = add(computed(left), computed(right));
    return { cost: costs ? scale(size, textFactor) : one, size };
  };
}

/** As far as the shorter one goes. */
const compared: CallEstimator = ({ args: [left, right] }) => {
  const max = lesser(computed(left).max, computed(right).max);
  return { cost: scale({ min: max > 0n ? 1n : 0n, max }, textFactor) };
};

/** Go's multiplication of unsigned numbers begins again at zero. */
function times(value: bigint, factor: bigint): bigint {
  return BigInt.asUintN(64, value * factor);
}

const comparisons = ['less', 'greater', 'less_equals', 'greater_equals'].flatMap((verb) => [
  `${verb}_string`,
  `${verb}_bytes`,
]);

const estimators: ReadonlyMap<string, CallEstimator> = new Map<string, CallEstimator>([
  ['string_format', through(({ target }) => target)],
  ['string_to_bytes', through(onlyArg, ({ min, max }) => ({ min, max: times(max, 4n) }))],
  ['bytes_to_string', through(onlyArg, ({ min, max }) => ({ min: min / 4n, max }))],
  [
    'strings_quote',
    through(onlyArg, ({ min, max }) => ({
      min: BigInt.asUintN(64, min + 2n),
      max: BigInt.asUintN(64, max * 2n + 2n),
    })),
  ],
  ['starts_with_string', through(onlyArg)],
  ['ends_with_string', through(onlyArg)],
  ['in_list', inList],
  ['matches_string', matches],
  ['contains_string', contains],
  ['add_string', joined(true)],
  ['add_bytes', joined(true)],
  ['add_list', joined(false)],
  ...[...comparisons, 'equals', 'not_equals'].map((id) => [id, compared] as const),
]);
