import type { RuleSet } from '../kit/rule-cases.ts';
import { CASES } from './cases.ts';
import { ourAnswer, type RuleName } from './rules.ts';

/** Rules of apimachinery's values. */
export const VALUE_RULES: RuleSet = {
  directory: import.meta.dirname,
  prefix: 'values',
  cases: CASES,
  ours: (rule, input, judged) => ourAnswer(rule as RuleName, input, judged),
};
