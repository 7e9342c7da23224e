import { writeVectors } from '../kit/rule-cases.ts';
import { podRules } from './rule-set.ts';

await writeVectors(podRules);
