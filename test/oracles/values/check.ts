import { checkRules } from '../kit/rule-cases.ts';
import { valueRules } from './rule-set.ts';

await checkRules(valueRules);
