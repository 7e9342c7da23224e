import { writeVectors } from '../kit/rule-cases.ts';
import { schedulerRules } from './rule-set.ts';

await writeVectors(schedulerRules);
