import { checkRules } from '../kit/rule-cases.ts';
import { podRules } from './rule-set.ts';

await checkRules(podRules);
