import { canBeScaled, describeReference, keyOfReference, resourceOf, withArticle } from '../resource-of.ts';
import { fieldsSchema, schemas } from './argument-schemas.ts';
import type { Command } from './command.ts';
import { referenceProblem } from './object-problems.ts';

export const scale: Command = {
  name: 'scale',
  help: 'Sets the number of replicas of a workload.',
  example: 'scale: {ref: {apiVersion: apps/v1, kind: Deployment, name: web}, replicas: 5}',
  schema: fieldsSchema({ ref: schemas.reference, replicas: { type: 'integer', minimum: 0 } }, [
    'ref',
    'replicas',
  ]),
  prepare(argument) {
    argument.fields('ref', 'replicas');
    const reference = argument.child('ref').reference(referenceProblem('patch'));
    const replicas = argument.integer('replicas', 0);
    if (!canBeScaled(reference))
      throw argument.child('ref').error(`${withArticle(reference.kind)} cannot be scaled`);
    const type = resourceOf(reference);
    return {
      summary: `scale ${describeReference(reference)} to ${replicas}`,
      async run({ control, client }) {
        const body = { spec: { replicas } };
        await control.complete(() =>
          client.patch(type, keyOfReference(reference), { type: 'merge', body }, { subresource: 'scale' }),
        );
      },
    };
  },
};
