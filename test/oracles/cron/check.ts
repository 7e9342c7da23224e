import { checkRules } from '../kit/rule-cases.ts';
import { cronRules } from './rule-set.ts';

await checkRules(cronRules);
