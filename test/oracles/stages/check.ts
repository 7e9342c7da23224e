import { checkRules } from '../kit/rule-cases.ts';
import { stageRules } from './rule-set.ts';

await checkRules(stageRules);
