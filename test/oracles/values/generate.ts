import { writeVectors } from '../kit/rule-cases.ts';
import { VALUE_RULES } from './rule-set.ts';

await writeVectors(VALUE_RULES);
