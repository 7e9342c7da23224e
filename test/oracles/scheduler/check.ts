import { checkRules } from '../kit/rule-cases.ts';
import { schedulerRules } from './rule-set.ts';

/** Decisions compared: the pods of all clusters. */
let decisions = 0;
await checkRules({
  ...schedulerRules,
  async ours(rule, input, judged) {
    const ours = await schedulerRules.ours(rule, input, judged);
    if (Array.isArray(ours)) decisions += ours.length;
    return ours;
  },
});
process.stdout.write(`${decisions} decisions\n`);
