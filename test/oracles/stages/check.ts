import { checkRules } from '../kit/rule-cases.ts';
import { checkFixtures } from './fixtures.ts';
import { stageRules } from './rule-set.ts';

checkFixtures();
await checkRules(stageRules);
