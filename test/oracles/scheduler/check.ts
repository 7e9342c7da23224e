import { checkRules } from '../kit/rule-cases.ts';
import { schedulerRules } from './rule-set.ts';

await checkRules(schedulerRules);
