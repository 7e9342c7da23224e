import { writeVectors } from '../kit/rule-cases.ts';
import { cronRules } from './rule-set.ts';

await writeVectors(cronRules);
