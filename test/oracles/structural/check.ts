import { checkRules } from '../kit/rule-cases.ts';
import { structuralRules } from './rule-set.ts';

await checkRules(structuralRules);
