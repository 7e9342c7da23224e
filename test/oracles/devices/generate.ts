import { writeVectors } from '../kit/rule-cases.ts';
import { deviceRules } from './rule-set.ts';

await writeVectors(deviceRules);
