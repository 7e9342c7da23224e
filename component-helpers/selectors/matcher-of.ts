import type { V1LabelSelector } from '../../api/index.ts';
import { InvalidValueError, type LabelMatcher, labelSelectorMatcher } from '../../apimachinery/index.ts';

/** Selectors are frozen and live as long as their object: made ready once each. `null`: not valid. */
const matchers = new WeakMap<V1LabelSelector, LabelMatcher | null>();

/** The selector made ready, once per selector; undefined if it is missing or not valid, which selects nothing. */
export function matcherOf(selector: V1LabelSelector | undefined): LabelMatcher | undefined {
  if (selector === undefined) return undefined;
  let matcher = matchers.get(selector);
  if (matcher === undefined) {
    matcher = readSelector(selector);
    matchers.set(selector, matcher);
  }
  return matcher ?? undefined;
}

function readSelector(selector: V1LabelSelector): LabelMatcher | null {
  try {
    return labelSelectorMatcher(selector);
  } catch (error) {
    if (error instanceof InvalidValueError) return null;
    throw error;
  }
}
