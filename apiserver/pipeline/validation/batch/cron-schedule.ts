import { InvalidValueError } from '../../../../apimachinery/index.ts';
import { parseCronSchedule } from '../../../../component-helpers/index.ts';

/** What is wrong with a schedule, in the words of its parser. */
export function scheduleErrors(schedule: string): readonly string[] {
  try {
    parseCronSchedule(schedule);
    return [];
  } catch (error) {
    if (error instanceof InvalidValueError) return [error.message];
    throw error;
  }
}
