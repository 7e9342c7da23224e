import { writeVectors } from '../kit/rule-cases.ts';
import { POD_RULES } from './rule-set.ts';

await writeVectors(POD_RULES);
