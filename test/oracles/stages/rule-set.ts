import type { RuleSet } from '../kit/rule-cases.ts';
import { jqCases, type QueryCase } from './jq-cases.ts';
import { playAnswer } from './play-answer.ts';
import { type PlayCase, playCases } from './play-cases.ts';
import { queryAnswer } from './query-answer.ts';
import { templateAnswer } from './template-answer.ts';
import { type TemplateCase, templateCases } from './template-cases.ts';

/** What kwok makes of Stages, and of the queries and templates in them. */
export const stageRules: RuleSet = {
  directory: import.meta.dirname,
  prefix: 'stages',
  cases: { jq: jqCases, template: templateCases, plays: playCases },
  ours(rule, input, judged) {
    if (rule === 'jq') return queryAnswer(input as QueryCase);
    return rule === 'plays' ? playAnswer(input as PlayCase) : templateAnswer(input as TemplateCase, judged);
  },
};
