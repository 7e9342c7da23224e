import { WaitError } from '../../environment/index.ts';
import { fieldsSchema, schemas } from './argument-schemas.ts';
import { type Command, StepFailure } from './command.ts';

const settleMsDefault = 10 * 60_000;

export const advance: Command = {
  name: 'advance',
  help: 'Lets time pass.',
  example: 'advance: {duration: 10m}',
  schema: fieldsSchema({ duration: schemas.duration }, ['duration']),
  prepare(argument) {
    argument.fields('duration');
    const durationMs = argument.durationMs('duration');
    return { summary: `advance ${durationMs / 1000}s`, run: ({ control }) => control.runFor(durationMs) };
  },
};

export const settle: Command = {
  name: 'settle',
  help: 'Waits until nothing is left to do: no work queued, no timers but heartbeats.',
  example: 'settle: {}',
  schema: fieldsSchema({ within: schemas.duration }),
  prepare(argument) {
    argument.fields('within');
    const withinMs = argument.durationMs('within', settleMsDefault);
    return {
      summary: 'settle',
      async run({ control }) {
        try {
          await control.settle({ withinMs });
        } catch (error) {
          if (!(error instanceof WaitError)) throw error;
          throw new StepFailure(
            `settle: still busy after ${withinMs / 1000}s`,
            error.pending.map((one) => `  ${one}`).join('\n'),
          );
        }
      },
    };
  },
};
