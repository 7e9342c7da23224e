import { isCustom } from '../../api/index.ts';
import { apiVersionOf, isNotFound, type KubeObject } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { ignoredParts } from '../ignored-parts.ts';
import { formatMismatches } from '../match.ts';
import type { PreparedStep } from '../prepared-step.ts';
import {
  describeObject,
  describeReference,
  keyOfReference,
  placed,
  referenceTo,
  resourceOf,
  type Write,
  writtenTo,
} from '../resource-of.ts';
import type { ScenarioObject } from '../scenario.ts';
import type { ArgumentReader } from './argument-reader.ts';
import { objectsSchema } from './argument-schemas.ts';
import { type Command, StepFailure } from './command.ts';

/** The API server's answer to a write, and whether the object is new. */
interface Written {
  readonly answer: KubeObject;
  readonly created: boolean;
}

type Writer = (client: Client, object: ScenarioObject) => Promise<Written>;

/** Writes one object after the other; fails when the API server took less of one than it was given. */
function writing(
  objects: readonly ScenarioObject[],
  { verb, subresource }: Write,
  write: Writer,
): PreparedStep {
  const what = subresource === undefined ? verb : `${verb} ${subresource} of`;
  return {
    summary: `${what} ${objects.map(describeObject).join(', ')}`,
    async run({ control, client }) {
      for (const object of objects) {
        const { answer, created } = await control.complete(() => write(client, object));
        const dropped = ignoredParts(object, answer, created);
        if (dropped.length === 0) continue;
        throw new StepFailure(
          'the API server did not refuse it, and did not take all of it',
          `- given, + there now in ${describeObject(answer)}:\n${formatMismatches(dropped)}`,
        );
      }
    },
  };
}

async function patchOne(client: Client, object: ScenarioObject, subresource?: string): Promise<Written> {
  const resource = resourceOf(object);
  // Only built-in kinds say how their lists are merged.
  const patch = { type: isCustom(resource) ? 'merge' : 'strategic', body: placed(object) } as const;
  const options = subresource === undefined ? {} : { subresource };
  return {
    answer: await client.patch(resource, keyOfReference(referenceTo(object)), patch, options),
    created: false,
  };
}

async function createOne(client: Client, object: ScenarioObject): Promise<Written> {
  return { answer: await client.create(resourceOf(object), placed(object)), created: true };
}

async function applyOne(client: Client, object: ScenarioObject): Promise<Written> {
  try {
    return await patchOne(client, object);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return createOne(client, object);
  }
}

export const apply: Command = {
  name: 'apply',
  help: 'Creates objects, or changes those that are there to what is given.',
  example: 'apply: {file: web.yaml}   # or resource: {...}, resources: [...]',
  schema: objectsSchema(),
  prepare(argument) {
    argument.fields('resource', 'resources', 'file');
    const write = { verb: 'apply' } as const;
    return writing(argument.objects(write), write, applyOne);
  },
};

export const create: Command = {
  name: 'create',
  help: 'Creates objects; fails if one is there already. A subresource is created by an object of its kind: an Eviction or a Binding, with the name of the pod.',
  example: 'create: {resource: {apiVersion: v1, kind: Namespace, metadata: {name: team}}}',
  schema: objectsSchema({ subresource: { type: 'string' } }),
  prepare(argument) {
    const write = writeOf('create', argument);
    const objects = argument.objects(write);
    const { subresource } = write;
    return subresource === undefined ? writing(objects, write, createOne) : creating(objects, subresource);
  },
};

export const patch: Command = {
  name: 'patch',
  help: 'Merges what is given into objects that are there: lists by their merge keys, as kubectl patch does. The status is written with subresource: status alone, the resources of a running pod with subresource: resize.',
  example:
    'patch: {resource: {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 5}}}',
  schema: objectsSchema({ subresource: { type: 'string' } }),
  prepare(argument) {
    const write = writeOf('patch', argument);
    return writing(argument.objects(write), write, (client, object) =>
      patchOne(client, object, write.subresource),
    );
  },
};

function writeOf(verb: 'create' | 'patch', argument: ArgumentReader): Write {
  argument.fields('resource', 'resources', 'file', 'subresource');
  const subresource = argument.optionalString('subresource');
  return { verb, ...(subresource === undefined ? {} : { subresource }) };
}

/** Creates a subresource of each of the objects that are named; the answer tells nothing of them. */
function creating(objects: readonly ScenarioObject[], subresource: string): PreparedStep {
  const targets = objects.map((body) => {
    const type = writtenTo(body, { verb: 'create', subresource });
    return {
      type,
      body,
      reference: { ...referenceTo(body), apiVersion: apiVersionOf(type), kind: type.kind },
    };
  });
  const names = targets.map(({ reference }) => describeReference(reference));
  return {
    summary: `create ${subresource} of ${names.join(', ')}`,
    async run({ control, client }) {
      for (const { type, body, reference } of targets) {
        const key = keyOfReference(reference);
        const named = { ...body, metadata: { ...body.metadata, ...key } };
        await control.complete(() => client.createSubresource(type, key, subresource, named));
      }
    },
  };
}
