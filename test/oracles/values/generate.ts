import { writeVectors } from '../kit/rule-cases.ts';
import { valueRules } from './rule-set.ts';

await writeVectors(valueRules);
