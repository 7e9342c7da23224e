import { describeObject } from '../resource-of.ts';
import { schemas } from './argument-schemas.ts';
import type { Command } from './command.ts';
import { closest, namedLike, waitUntil, withinMsDefault } from './expectation.ts';

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
    return {
      summary: `error ${describeObject(object)}`,
      run: (context) =>
        waitUntil(
          context,
          { object, withinMs },
          (objects) => closest(object, objects)?.found.length !== 0,
          (objects) => {
            const still = closest(object, objects);
            return still === undefined ? '' : `${namedLike(object, still.object)} is still as described`;
          },
        ),
    };
  },
};
