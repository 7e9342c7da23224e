import { writeVectors } from '../kit/rule-cases.ts';
import { structuralRules } from './rule-set.ts';

await writeVectors(structuralRules);
