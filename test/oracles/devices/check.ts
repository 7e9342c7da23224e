import { checkRules } from '../kit/rule-cases.ts';
import { deviceRules } from './rule-set.ts';

await checkRules(deviceRules);
