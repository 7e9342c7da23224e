import { InvalidValueError } from '../../../apimachinery/index.ts';
import { nextCronTime, parseCronSchedule } from '../../../component-helpers/index.ts';
import type { RuleSet } from '../kit/rule-cases.ts';
import { type CronCase, casesByRule } from './cases.ts';

/** When schedules of CronJobs are due. */
export const cronRules: RuleSet = {
  directory: import.meta.dirname,
  prefix: 'cron',
  cases: casesByRule,
  ours: (_rule, input) => answer(input as CronCase),
};

/** As many times as the judge (main.go) tells. */
const timesMax = 6;

function answer({ schedule: text, afterMs }: CronCase): string | readonly number[] {
  try {
    const schedule = parseCronSchedule(text);
    const times: number[] = [];
    let atMs: number | undefined = afterMs;
    while (times.length < timesMax) {
      atMs = nextCronTime(schedule, atMs);
      if (atMs === undefined) break;
      times.push(atMs);
    }
    return times;
  } catch (error) {
    if (error instanceof InvalidValueError) return error.message;
    throw error;
  }
}
