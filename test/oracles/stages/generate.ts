import { writeVectors } from '../kit/rule-cases.ts';
import { stageRules } from './rule-set.ts';

await writeVectors(stageRules);
