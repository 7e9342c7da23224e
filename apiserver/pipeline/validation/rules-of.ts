import type { Schema } from '../../../apimachinery/index.ts';
import type { Rule } from './rule.ts';
import { selectorRules } from './selectors.ts';

/** Every type with rules for its values, by the name of its definition without `io.k8s.api.`. */
const rules: Readonly<Record<string, Rule>> = selectorRules;

export function ruleOf({ definition }: Schema): Rule | undefined {
  return definition === undefined ? undefined : rules[definition.replace(/^io\.k8s\.api\./, '')];
}
