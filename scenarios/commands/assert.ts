import { describeObject } from '../resource-of.ts';
import { schemas } from './argument-schemas.ts';
import type { Command } from './command.ts';
import { closest, describeDifference, waitUntil, withinMsDefault } from './expectation.ts';

export const assert: Command = {
  name: 'assert',
  help: 'Waits until an object is as described: the one named, or any with the labels given. Fields not named do not matter.',
  example:
    'assert: {within: 2m, resource: {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, status: {readyReplicas: 3}}}',
  schema: schemas.expectation,
  prepare(argument) {
    argument.fields('resource', 'within');
    const object = argument.child('resource').object();
    const withinMs = argument.durationMs('within', withinMsDefault);
    return {
      summary: `assert ${describeObject(object)}`,
      run: (context) =>
        waitUntil(
          context,
          { object, withinMs },
          (objects) => closest(object, objects)?.found.length === 0,
          (objects) => describeDifference(object, objects),
        ),
    };
  },
};
