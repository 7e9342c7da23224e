import { checkRules } from '../kit/rule-cases.ts';
import { VALUE_RULES } from './rule-set.ts';

await checkRules(VALUE_RULES);
