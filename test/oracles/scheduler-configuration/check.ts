import { checkRules } from '../kit/rule-cases.ts';
import { configurationRules } from './rule-set.ts';

await checkRules(configurationRules);
