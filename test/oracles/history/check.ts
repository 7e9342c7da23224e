import { checkRules } from '../kit/rule-cases.ts';
import { historyRules } from './rule-set.ts';

await checkRules(historyRules);
