import { checkRules } from '../kit/rule-cases.ts';
import { POD_RULES } from './rule-set.ts';

await checkRules(POD_RULES);
