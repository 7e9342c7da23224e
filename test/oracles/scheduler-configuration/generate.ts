import { writeVectors } from '../kit/rule-cases.ts';
import { configurationRules } from './rule-set.ts';

await writeVectors(configurationRules);
