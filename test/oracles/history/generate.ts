import { writeVectors } from '../kit/rule-cases.ts';
import { historyRules } from './rule-set.ts';

await writeVectors(historyRules);
