import { describeReference, keyOfReference, resourceOf } from '../resource-of.ts';
import { fieldsSchema, schemas } from './argument-schemas.ts';
import type { Command } from './command.ts';
import { referenceProblem } from './object-problems.ts';

const policies = ['Background', 'Foreground', 'Orphan'] as const;

export const remove: Command = {
  name: 'delete',
  help: 'Deletes an object. What it owns follows in the background, unless propagationPolicy says otherwise.',
  example: 'delete: {ref: {apiVersion: apps/v1, kind: Deployment, name: web}}',
  schema: fieldsSchema({ ref: schemas.reference, propagationPolicy: { enum: policies } }, ['ref']),
  prepare(argument) {
    const { propagationPolicy } = argument.fields('ref', 'propagationPolicy');
    const policy = policies.find((known) => known === (propagationPolicy ?? 'Background'));
    if (policy === undefined)
      throw argument.child('propagationPolicy').error(`must be one of ${policies.join(', ')}`);
    const reference = argument.child('ref').reference(referenceProblem('delete'));
    const type = resourceOf(reference);
    return {
      summary: `delete ${describeReference(reference)}`,
      async run({ control, client }) {
        await control.complete(() =>
          client.delete(type, keyOfReference(reference), { propagationPolicy: policy }),
        );
      },
    };
  },
};
