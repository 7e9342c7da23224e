import type { RuleSet } from '../kit/rule-cases.ts';
import { casesByRule } from './cases.ts';
import { ourAnswer, type RuleName } from './rules.ts';

/** Rules of apimachinery's values. */
export const valueRules: RuleSet = {
  directory: import.meta.dirname,
  prefix: 'values',
  cases: casesByRule,
  ours: (rule, input, judged) => ourAnswer(rule as RuleName, input, judged),
};
