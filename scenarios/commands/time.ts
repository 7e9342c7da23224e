import { WaitError } from '../../environment/index.ts';
import { fieldsSchema, schemas } from './argument-schemas.ts';
import { type Command, StepFailure } from './command.ts';
import { watchChanges } from './still-changing.ts';

const settleMsDefault = 10 * 60_000;

export const advance: Command = {
  name: 'advance',
  help: 'Lets time pass.',
  example: 'advance: {duration: 10m}',
  schema: fieldsSchema({ duration: schemas.duration }, ['duration']),
  prepare(argument) {
    argument.fields('duration');
    const durationMs = argument.durationMs('duration');
    if (durationMs < 1) throw argument.child('duration').error('must be a millisecond at least');
    return {
      summary: `advance ${argument.string('duration')}`,
      run: ({ control }) => control.runFor(durationMs),
    };
  },
};

export const settle: Command = {
  name: 'settle',
  help: 'Waits until nothing is left to do: no work queued, no timers but heartbeats. Within 10m if it does not say.',
  example: 'settle: {}',
  schema: fieldsSchema({ within: schemas.duration }),
  prepare(argument) {
    argument.fields('within');
    const withinMs = argument.durationMs('within', settleMsDefault);
    return {
      summary: 'settle',
      async run({ control }) {
        const changes = watchChanges(control.environment);
        try {
          await control.settle({ withinMs });
        } catch (error) {
          if (!(error instanceof WaitError)) throw error;
          // Heartbeats and the like go on for ever by themselves; they are not what it waits for.
          const pending = error.pending.filter((one) => !one.includes('background'));
          throw new StepFailure(
            `there is still work to do after ${withinMs / 1000}s`,
            [...section('pending', pending), ...section('still changing', changes.lines())].join('\n'),
          );
        } finally {
          changes.stop();
        }
      },
    };
  },
};

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
}
