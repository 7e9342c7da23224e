import { describeObject } from '../resource-of.ts';
import { schemas } from './argument-schemas.ts';
import type { Command } from './command.ts';
import { closest, waitUntil, withinMsDefault } from './expectation.ts';

export const error: Command = {
  name: 'error',
  help: 'Waits until no object is as described: it is gone, or different.',
  example:
    'error: {resource: {apiVersion: v1, kind: Pod, metadata: {labels: {app: web}}, status: {phase: Failed}}}',
  schema: schemas.expectation,
  prepare(argument) {
    argument.fields('resource', 'within');
    const object = argument.child('resource').object();
    const withinMs = argument.durationMs('within', withinMsDefault);
    const summary = `error ${describeObject(object)}`;
    return {
      summary,
      run: (context) =>
        waitUntil(
          context,
          { object, summary, withinMs },
          (objects) => closest(object, objects)?.length !== 0,
          () => '  there is still an object that matches',
        ),
    };
  },
};
