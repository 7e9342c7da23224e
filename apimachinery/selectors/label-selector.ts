import { compareStrings, goQuote } from '../values/go-format.ts';
import { parseInt64 } from '../values/int64.ts';
import { InvalidValueError } from '../values/invalid-value.ts';
import {
  type LabelOperator,
  type LabelRequirement,
  labelRequirement,
  labelRequirementText,
} from './label-requirement.ts';
import { parseLabelRequirements } from './label-selector-parser.ts';

export type Labels = Readonly<Record<string, string>>;

/** The selector in objects' specs. Mirrors metav1.LabelSelector; no selector matches nothing, an empty one everything. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

export interface LabelSelectorRequirement {
  readonly key: string;
  /** `In`, `NotIn`, `Exists`, `DoesNotExist`. */
  readonly operator: string;
  readonly values?: readonly string[];
}

/** A selector made ready for many objects; immutable. Mirrors k8s.io/apimachinery pkg/labels (Selector). */
export interface LabelMatcher {
  /** Whether all requirements hold. No labels are as good as empty ones. */
  matches(labels: Labels | undefined): boolean;
  /** True for the one that restricts nothing. */
  readonly everything: boolean;
  /** True for the one that never matches. */
  readonly nothing: boolean;
  /** Sorted by key. */
  readonly requirements: readonly LabelRequirement[];
  /** Labels every matching object carries with just this value: what an index can look up. */
  readonly exact: readonly { readonly key: string; readonly value: string }[];
  /** The selector in the grammar's form: `a=b,c in (d,e)`. */
  toString(): string;
}

/** Reads `a=b,c in (d,e),!f`; throws InvalidValueError. The empty text selects everything. */
export function parseLabelSelector(text: string): LabelMatcher {
  return text === '' ? everyLabelSet : labelMatcher(parseLabelRequirements(text));
}

/** A selector for objects that carry all of these labels. Nothing is validated. */
export function labelSetMatcher(labels: Labels | undefined): LabelMatcher {
  const keys = Object.keys(labels ?? {}).sort(compareStrings);
  return labelMatcher(keys.map((key) => ({ key, operator: '=' as const, values: [labels?.[key] ?? ''] })));
}

/** Makes an object's selector ready; throws InvalidValueError when it is not valid. Mirrors metav1.LabelSelectorAsSelector. */
export function labelSelectorMatcher(selector: LabelSelector | null | undefined): LabelMatcher {
  if (selector === undefined || selector === null) return noLabelSet;
  const labels = selector.matchLabels ?? {};
  const requirements = Object.keys(labels)
    .sort(compareStrings)
    .map((key) => labelRequirement(key, '=', [labels[key] ?? '']));
  for (const expression of selector.matchExpressions ?? []) requirements.push(fromExpression(expression));
  return labelMatcher(requirements.sort((a, b) => compareStrings(a.key, b.key)));
}

/** Makes requirements ready. They are shown in the order given. */
export function labelMatcher(requirements: readonly LabelRequirement[]): LabelMatcher {
  if (requirements.length === 0) return everyLabelSet;
  const exactOnly = requirements.every((requirement) => exactValue(requirement) !== undefined);
  return exactOnly ? new ExactMatcher(requirements) : new RequirementsMatcher(requirements);
}

/** The value a selector requires of a label, when it requires just one. Mirrors labels.Selector.RequiresExactMatch. */
export function requiredLabelValue(matcher: LabelMatcher, key: string): string | undefined {
  const requirement = matcher.requirements.find((candidate) => candidate.key === key);
  return requirement === undefined ? undefined : exactValue(requirement);
}

const operators: ReadonlyMap<string, LabelOperator> = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
]);

function fromExpression(expression: LabelSelectorRequirement): LabelRequirement {
  const operator = operators.get(expression.operator);
  if (operator === undefined) {
    throw new InvalidValueError(`${goQuote(expression.operator)} is not a valid label selector operator`);
  }
  return labelRequirement(expression.key, operator, expression.values ?? []);
}

function exactValue(requirement: LabelRequirement): string | undefined {
  const { operator, values } = requirement;
  const single = operator === '=' || operator === '==' || operator === 'in';
  return single && values.length === 1 ? values[0] : undefined;
}

abstract class Matcher implements LabelMatcher {
  readonly everything = false;
  readonly nothing = false;
  readonly requirements: readonly LabelRequirement[];
  readonly exact: readonly { readonly key: string; readonly value: string }[];

  constructor(requirements: readonly LabelRequirement[]) {
    this.requirements = requirements;
    this.exact = requirements.flatMap((requirement) => {
      const value = exactValue(requirement);
      return value === undefined ? [] : [{ key: requirement.key, value }];
    });
  }

  abstract matches(labels: Labels | undefined): boolean;

  toString(): string {
    return this.requirements.map(labelRequirementText).join(',');
  }
}

/** The most common selector by far: some labels with one value each. */
class ExactMatcher extends Matcher {
  matches(labels: Labels | undefined): boolean {
    if (labels === undefined) return false;
    for (const { key, value } of this.exact) if (labels[key] !== value) return false;
    return true;
  }
}

class RequirementsMatcher extends Matcher {
  readonly #tests: readonly ((labels: Labels) => boolean)[];

  constructor(requirements: readonly LabelRequirement[]) {
    super(requirements);
    this.#tests = requirements.map(requirementTest);
  }

  matches(labels: Labels | undefined): boolean {
    const present = labels ?? noLabels;
    for (const test of this.#tests) if (!test(present)) return false;
    return true;
  }
}

/** The value of a label; undefined where there is none. One named like a member of Object.prototype is not found there. */
export function labelValue(labels: Labels | undefined, key: string): string | undefined {
  const value: unknown = labels?.[key];
  return typeof value === 'string' ? value : undefined;
}

function hasOf(set: ReadonlySet<string>): (value: string) => boolean {
  return (value) => set.has(value);
}

function requirementTest(requirement: LabelRequirement): (labels: Labels) => boolean {
  const { key, operator, values } = requirement;
  const isListed = values.length > 8 ? hasOf(new Set(values)) : (value: string) => values.includes(value);
  const lookUp = (labels: Labels) => labelValue(labels, key);
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return (labels) => {
        const value = lookUp(labels);
        return value !== undefined && isListed(value);
      };
    case '!=':
    case 'notin':
      return (labels) => {
        const value = lookUp(labels);
        return value === undefined || !isListed(value);
      };
    case 'exists':
      return (labels) => lookUp(labels) !== undefined;
    case '!':
      return (labels) => lookUp(labels) === undefined;
    case 'gt':
      return comparison(lookUp, values, (value, bound) => value > bound);
    case 'lt':
      return comparison(lookUp, values, (value, bound) => value < bound);
  }
}

/** A value or a bound that is no whole number never matches. */
function comparison(
  lookUp: (labels: Labels) => string | undefined,
  values: readonly string[],
  holds: (value: bigint, bound: bigint) => boolean,
): (labels: Labels) => boolean {
  const bound = values.length === 1 ? parseInt64(values[0] ?? '') : undefined;
  return (labels) => {
    const text = lookUp(labels);
    const value = text === undefined ? undefined : parseInt64(text);
    return value !== undefined && bound !== undefined && holds(value, bound);
  };
}

const noLabels: Labels = Object.freeze({});

/** Selects every object. */
export const everyLabelSet: LabelMatcher = Object.freeze({
  everything: true,
  nothing: false,
  requirements: [],
  exact: [],
  matches: () => true,
  toString: () => '',
});

/** Selects no object: the meaning of a selector that is not there. */
export const noLabelSet: LabelMatcher = Object.freeze({
  everything: false,
  nothing: true,
  requirements: [],
  exact: [],
  matches: () => false,
  toString: () => '',
});
