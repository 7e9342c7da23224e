import { isNotFound, type JsonObject } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import {
  canBeScaled,
  describeObject,
  describeReference,
  keyOfReference,
  placed,
  resourceOf,
} from '../resource-of.ts';
import type { ScenarioObject } from '../scenario.ts';
import { fieldsSchema, schemas } from './argument-schemas.ts';
import type { Command } from './command.ts';

/** The object's key; ScenarioError if it has no name. */
function keyOf(object: ScenarioObject) {
  const { name = '', namespace } = object.metadata ?? {};
  return keyOfReference({ ...object, name, ...(namespace === undefined ? {} : { namespace }) });
}

function summaryOf(verb: string, objects: readonly ScenarioObject[]): string {
  return `${verb} ${objects.map(describeObject).join(', ')}`;
}

async function applyOne(client: Client, object: ScenarioObject): Promise<void> {
  const type = resourceOf(object);
  try {
    await client.patch(type, keyOf(object), {
      type: 'strategic',
      body: placed(object) as unknown as JsonObject,
    });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await client.create(type, placed(object));
  }
}

export const apply: Command = {
  name: 'apply',
  help: 'Creates objects, or changes those that are there to what is given.',
  example: 'apply: {file: web.yaml}   # or resource: {...}, resources: [...]',
  schema: schemas.objects,
  prepare(argument) {
    const objects = argument.objects();
    return {
      summary: summaryOf('apply', objects),
      async run({ control, client }) {
        for (const object of objects) await control.complete(() => applyOne(client, object));
      },
    };
  },
};

export const create: Command = {
  name: 'create',
  help: 'Creates objects; fails if one is there already.',
  example: 'create: {resource: {apiVersion: v1, kind: Namespace, metadata: {name: team}}}',
  schema: schemas.objects,
  prepare(argument) {
    const objects = argument.objects({ generated: true });
    return {
      summary: summaryOf('create', objects),
      async run({ control, client }) {
        for (const object of objects)
          await control.complete(() => client.create(resourceOf(object), placed(object)));
      },
    };
  },
};

export const patch: Command = {
  name: 'patch',
  help: 'Merges what is given into objects that are there: lists by their merge keys, as kubectl patch does.',
  example:
    'patch: {resource: {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 5}}}',
  schema: schemas.objects,
  prepare(argument) {
    const objects = argument.objects();
    return {
      summary: summaryOf('patch', objects),
      async run({ control, client }) {
        for (const object of objects) {
          const body = placed(object) as unknown as JsonObject;
          await control.complete(() =>
            client.patch(resourceOf(object), keyOf(object), { type: 'strategic', body }),
          );
        }
      },
    };
  },
};

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
    const reference = argument.child('ref').reference();
    const replicas = argument.integer('replicas', 0);
    if (!canBeScaled(reference)) throw argument.child('ref').error(`a ${reference.kind} cannot be scaled`);
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
    const reference = argument.child('ref').reference();
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
